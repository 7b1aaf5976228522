/** Plain scalars that readers of YAML 1.1, as kubectl and Flux are, take for a boolean, and those they take for another number than readers of 1.2 do. */
export const BOOLEAN_1_1 = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/;
export const NUMBER_1_1 = /^[-+]?(?:0b[01_]+|0[0-7_]+|[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?)$/;
