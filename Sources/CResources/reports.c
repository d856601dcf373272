/* What a page and a model card are made of. */
#include "resources.h"

/* Of C23; the compiler that builds the tool has it. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const struct tessera_resource resources[] = {
    {"card.md.mustache", (const unsigned char[]){
#embed "../Reports/Resources/card.md.mustache" suffix(, 0)
     }},
    {"figure.html.mustache", (const unsigned char[]){
#embed "../Reports/Resources/figure.html.mustache" suffix(, 0)
     }},
    {"judgement.html.mustache", (const unsigned char[]){
#embed "../Reports/Resources/judgement.html.mustache" suffix(, 0)
     }},
    {"page.css", (const unsigned char[]){
#embed "../Reports/Resources/page.css" suffix(, 0)
     }},
    {"page.html.mustache", (const unsigned char[]){
#embed "../Reports/Resources/page.html.mustache" suffix(, 0)
     }},
    {"table.html.mustache", (const unsigned char[]){
#embed "../Reports/Resources/table.html.mustache" suffix(, 0)
     }},
    {"table.md.mustache", (const unsigned char[]){
#embed "../Reports/Resources/table.md.mustache" suffix(, 0)
     }},
    {0, 0},
};

const struct tessera_resource *tessera_report_resources(void) { return resources; }
