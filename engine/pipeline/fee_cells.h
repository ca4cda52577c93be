/* engine/pipeline/fee_cells.h - the cells of a fee schedule: what each says. Private to fee_*.c. */
#ifndef SJ_PIPELINE_FEE_CELLS_H
#define SJ_PIPELINE_FEE_CELLS_H

#include "engine/store/fees.h"
#include "engine/xlsx/xlsx.h"

enum { SJ_FEE_CODE = 8, SJ_FEE_MODS = 12, SJ_FEE_BASE = 32 };

/* Each returns NULL, or what is wrong with the cell. */

/* "99213", "99213-26", "10000-69999", "all other". `mods` gets what the code bears. */
const char *sj_fee_cell_code(const sj_xlsx_cell *cell, char code[SJ_FEE_CODE], char to[SJ_FEE_CODE],
                             char mods[SJ_FEE_MODS]);

/* "26", "50,80": added to `mods` in order, each once. */
const char *sj_fee_cell_modifiers(const sj_xlsx_cell *cell, char mods[SJ_FEE_MODS]);

/* "", "F", "N", "11". */
const char *sj_fee_cell_place(const sj_xlsx_cell *cell, char place[4]);

const char *sj_fee_cell_date(const sj_xlsx_cell *cell, sj_date *out);

/* "92.10", "$1,092.10", "60 % of charge", "120% Medicare", "by report". */
const char *sj_fee_cell_price(const sj_xlsx_cell *cell, sj_fee *out, char base[SJ_FEE_BASE]);

/* "120", "120 %", 1.2 (a factor, where it is 4 or less and no sign stands behind it); `of` is what
 * the column's heading or the cell beside says that it is of. */
const char *sj_fee_cell_percent(const sj_xlsx_cell *cell, sj_str of, sj_fee *out,
                                char base[SJ_FEE_BASE]);

/* "1", "15": the price is for so many; "flat", "per day", "case": for all of them. */
const char *sj_fee_cell_units(const sj_xlsx_cell *cell, uint32_t *out);

#endif
