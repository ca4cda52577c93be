/* The one main of all unit tests: runs the file's suite(). */
#include "tests/unit/unit.h"

#include <stdlib.h>

int main(void) {
    SRunner *runner = srunner_create(suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
