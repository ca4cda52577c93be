# cmake -DSYMBOL=… -DOUT=… "-DFILES=a;b" -P embed.cmake: writes OUT, a C file with the files' bytes.
set(bodies "")
set(rows "")
set(index 0)
foreach(file ${FILES})
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
    string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)"
           "\\1\n" bytes "${bytes}")
    get_filename_component(name ${file} NAME)
    string(APPEND bodies "static const unsigned char file_${index}[] = {${bytes}0};\n")
    string(APPEND rows "    {\"${name}\", file_${index}, sizeof file_${index} - 1},\n")
    math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUT}
"/* Made by parsers/base/embed.cmake; do not edit. */
#include \"parsers/base/embed.h\"
${bodies}
extern const sj_embedded ${SYMBOL}[];
const sj_embedded ${SYMBOL}[] = {\n${rows}    {NULL, NULL, 0}};\n")
