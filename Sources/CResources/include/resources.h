/* Texts that the tool brings along, compiled into it as they stand in the tree. */
#ifndef TESSERA_RESOURCES_H
#define TESSERA_RESOURCES_H

struct tessera_resource {
  const char *name;          /* of its file; null behind the last */
  const unsigned char *text; /* closed by a zero */
};

/* Templates and constant files of a generated folder. */
const struct tessera_resource *tessera_firmware_resources(void);

/* The C99 runtime: its parts in the order of Runtime/C99/tessera.c. */
const struct tessera_resource *tessera_runtime_resources(void);

/* Templates and the style sheet of a report. */
const struct tessera_resource *tessera_report_resources(void);

#endif
