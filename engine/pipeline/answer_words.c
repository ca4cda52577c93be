/* engine/pipeline/answer_words.c - the codes of acknowledgments in words. The codes that office
 * billing meets; the others are shown as they are. */
#include "engine/pipeline/answer_words.h"

#include <stdio.h>

typedef struct word {
    const char *code, *text;
} word;

static const char *find(const word *words, sj_str code) {
    while (words->code && !sj_str_is(code, words->code)) words++;
    return words->text;
}

static const word ta105[] = {
    {"001", "the control numbers at its beginning and end differ"},
    {"005", "the sender's qualifier is not valid"},
    {"006", "the sender's id is not known"},
    {"007", "the receiver's qualifier is not valid"},
    {"008", "the receiver's id is not valid"},
    {"009", "the receiver is not known"},
    {"010", "the authorization qualifier is not valid"},
    {"011", "the authorization is not valid"},
    {"012", "the security qualifier is not valid"},
    {"013", "the security information is not valid"},
    {"014", "its date is not valid"},
    {"015", "its time is not valid"},
    {"017", "its version is not supported"},
    {"018", "its control number is not valid"},
    {"020", "it is marked as test where production is wanted, or the other way round"},
    {"021", "the number of groups does not agree"},
    {"022", "its control structure is damaged"},
    {"023", "it ends too early"},
    {"024", "its content is not valid"},
    {"025", "its control number was used before"},
    {"026", "its element separator is not valid"},
    {"027", "its component separator is not valid"},
    {NULL, NULL}};

static const word ik304[] = {{"1", "segment is not known"},
                             {"2", "segment is not expected here"},
                             {"3", "required segment is missing"},
                             {"4", "loop occurs too often"},
                             {"5", "segment occurs too often"},
                             {"6", "segment does not belong in this kind of file"},
                             {"7", "segment is out of order"},
                             {"8", "segment has wrong data"},
                             {"I4", "segment is not used in this kind of claim"},
                             {"I6", "segment is missing that other data asks for"},
                             {"I7", "loop occurs too rarely"},
                             {"I8", "segment occurs too rarely"},
                             {"I9", "segment must not be there with the other data"},
                             {NULL, NULL}};

static const word ik403[] = {{"1", "required value is missing"},
                             {"2", "value is missing that another one asks for"},
                             {"3", "too many elements"},
                             {"4", "value is too short"},
                             {"5", "value is too long"},
                             {"6", "value has a character that is not allowed"},
                             {"7", "code is not valid"},
                             {"8", "date is not valid"},
                             {"9", "time is not valid"},
                             {"10", "two values that exclude each other"},
                             {"12", "value is repeated too often"},
                             {"13", "too many components"},
                             {"I6", "code is not used in this kind of claim"},
                             {"I9", "value is missing that other data asks for"},
                             {"I10", "value is not used in this kind of claim"},
                             {"I11", "value is repeated too rarely"},
                             {"I12", "value does not have the required form"},
                             {"I13", "value must not be there with the other data"},
                             {NULL, NULL}};

static const word ik502[] = {{"1", "this kind of file is not supported"},
                             {"2", "its end is missing"},
                             {"3", "the control numbers at its beginning and end differ"},
                             {"4", "the number of its segments does not agree"},
                             {"5", "one or more segments are wrong"},
                             {"6", "its kind is not valid"},
                             {"7", "its control number is missing or not valid"},
                             {"18", "it does not belong in its group"},
                             {"19", "its version is not valid"},
                             {"23", "its control number occurs twice"},
                             {"I5", "one or more segments break the guide's rules"},
                             {"I6", "its guide is not supported"},
                             {NULL, NULL}};

static const word categories[] = {{"A0", "passed on to another party"},
                                  {"A1", "received"},
                                  {"A2", "accepted for processing"},
                                  {"A3", "returned as not processable"},
                                  {"A4", "not found"},
                                  {"A5", "split into several claims"},
                                  {"A6", "rejected, information is missing"},
                                  {"A7", "rejected, information is not valid"},
                                  {"A8", "rejected, facts do not agree with each other"},
                                  {"D0", "search without result"},
                                  {"E0", "no answer possible, data in error"},
                                  {"E1", "no answer possible, system down"},
                                  {"E2", "the information holder does not answer"},
                                  {"E3", "correction needed, facts do not agree"},
                                  {"E4", "a partner's requirement is not met"},
                                  {NULL, NULL}};

static const word statuses[] = {{"19", "receipt"},
                                {"20", "for processing"},
                                {"21", "missing or not valid"},
                                {"24", "not approved to send electronically"},
                                {"26", "not found"},
                                {"33", "subscriber's id not found"},
                                {"35", "claim not found"},
                                {"54", "duplicate of a claim processed before"},
                                {"78", "duplicate of a claim in process"},
                                {"84", "service not authorized"},
                                {"88", "not eligible on the date of service"},
                                {"97", "eligibility not found"},
                                {"116", "sent to the wrong payer"},
                                {"121", "too many service lines"},
                                {"125", "name"},
                                {"126", "address"},
                                {"128", "tax id"},
                                {"145", "taxonomy code"},
                                {"153", "id number"},
                                {"156", "patient's relationship to the subscriber"},
                                {"157", "sex"},
                                {"158", "date of birth"},
                                {"164", "member id"},
                                {"178", "submitted charges"},
                                {"187", "date of service"},
                                {"188", "statement dates"},
                                {"218", "NDC"},
                                {"247", "see the service lines"},
                                {"249", "place of service"},
                                {"252", "authorization number"},
                                {"254", "principal diagnosis"},
                                {"255", "diagnosis code"},
                                {"286", "other payer's explanation of benefits"},
                                {"306", "detailed description of the service"},
                                {"400", "amounts do not add up"},
                                {"453", "modifier"},
                                {"454", "procedure code"},
                                {"455", "revenue code"},
                                {"464", "payer's claim number"},
                                {"476", "units of service"},
                                {"477", "diagnosis pointer"},
                                {"478", "account number"},
                                {"480", "claim filing indicator"},
                                {"481", "form of the claim"},
                                {"488", "diagnosis for the service"},
                                {"496", "submitter not approved for this provider"},
                                {"500", "ZIP code"},
                                {"501", "state"},
                                {"502", "city"},
                                {"503", "street"},
                                {"504", "last name"},
                                {"505", "first name"},
                                {"507", "HCPCS code"},
                                {"510", "date in the future"},
                                {"511", "character that is not allowed"},
                                {"512", "length"},
                                {"516", "date of the other payer's remittance"},
                                {"535", "frequency code"},
                                {"544", "CLIA number"},
                                {"562", "NPI"},
                                {"583", "charge of a service line"},
                                {"584", "line control number"},
                                {"672", "other payer's data do not add up"},
                                {"700", "ICD-10 code"},
                                {"718", "timely filing"},
                                {"746", "duplicate"},
                                {"772", "diagnosis is not specific enough"},
                                {"787", "send it as a new claim, not as a replacement"},
                                {"795", "code not valid on the date of service"},
                                {"796", "code not valid on the date of service"},
                                {"799", "send it as a replacement, not as a new claim"},
                                {NULL, NULL}};

static const word entities[] = {{"36", "employer"},
                                {"40", "receiver"},
                                {"41", "submitter"},
                                {"71", "attending provider"},
                                {"72", "operating provider"},
                                {"77", "service facility"},
                                {"82", "rendering provider"},
                                {"85", "billing provider"},
                                {"DK", "ordering provider"},
                                {"DN", "referring provider"},
                                {"DQ", "supervising provider"},
                                {"GB", "other insured"},
                                {"IL", "subscriber"},
                                {"PR", "payer"},
                                {"QC", "patient"},
                                {NULL, NULL}};

const char *sj_words_ta105(sj_str note) {
    return find(ta105, note);
}
const char *sj_words_ik304(sj_str code) {
    return find(ik304, code);
}
const char *sj_words_ik403(sj_str code) {
    return find(ik403, code);
}
const char *sj_words_ik502(sj_str code) {
    return find(ik502, code);
}

/* Takes what stands before the next `stop` off the front. */
static sj_str cut(sj_str *rest, char stop) {
    const char *at = rest->len ? memchr(rest->ptr, stop, rest->len) : NULL;
    sj_str part = {rest->ptr, at ? (size_t)(at - rest->ptr) : rest->len};
    size_t taken = part.len + (at != NULL);
    rest->ptr += taken;
    rest->len -= taken;
    return part;
}

void sj_words_claim_status(sj_str codes, char *buf, size_t cap) {
    size_t used = 0;
    buf[0] = 0;
    while (codes.len && used < cap) {
        sj_str one = cut(&codes, ' '), rest = one;
        sj_str category = cut(&rest, ':'), status = cut(&rest, ':');
        const char *what = find(categories, category), *of = find(statuses, status);
        const char *whose = find(entities, rest);
        used +=
            (size_t)snprintf(buf + used, cap - used, "%s%s%s%s%s%s (%.*s)", used ? "; " : "",
                             what ? what : "status", of ? ": " : "", of ? of : "",
                             of && whose ? " of the " : "", of && whose ? whose : "", SJ_FMT(one));
    }
}
