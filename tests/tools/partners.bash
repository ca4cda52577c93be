# Sourced by tests: a practice's home with partners.
#   home_begin                 makes $work/home (no waiting) without partners
#   home_partner NAME KIND BATCH CONNECTION FOLDERS [MORE]
#                              adds one; the next four are attributes of their elements, MORE are elements
#   home_end                   closes scrubjay.xml
# Needs $work and $SCRUBJAY.

home_begin() {
    "$SCRUBJAY" init "$work/home" >/dev/null
    mkdir -m 700 -p "$work/home/keys"
    sed -i 's/settle="10" give-up="900"/settle="0" give-up="0"/; /<!-- A clearinghouse or payer/,$d' "$work/home/scrubjay.xml"
}

home_partner() {
    local name=$1 kind=$2 batch=$3 connection=$4 folders=$5 more=${6:-}
    cat >>"$work/home/scrubjay.xml" <<XML
  <partner name="$name" transport="$kind" usage="T">
    <interchange sender-qualifier="ZZ" sender="SUBMIT01" receiver-qualifier="ZZ" receiver="RECEIV-$name"/>
    <group sender="SUBMIT01" receiver="RECEIV-$name"/>
    <receiver id="RECEIV-$name" name="SAMPLE CLEARINGHOUSE"/>
    <batch $batch/>
    $([ -z "$connection" ] || echo "<connection $connection/>")
    <folders $folders/>
    $more
  </partner>
XML
}

home_end() {
    echo "</scrubjay>" >>"$work/home/scrubjay.xml"
}
