-- What is on its way and not decided: few of many claims.
CREATE INDEX submission_undecided ON submission (practice, id)
    WHERE state IN ('ready', 'sent', 'in_doubt', 'accepted', 'pended');
