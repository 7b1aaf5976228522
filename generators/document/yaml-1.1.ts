/** Plain scalars that readers of YAML 1.1, as kubectl and Flux are, take for a boolean, and those they take for another number than readers of 1.2 do. */
export const BOOLEAN_1_1 = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/;
export const NUMBER_1_1 = /^[-+]?(?:0b[01_]+|0[0-7_]+|[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?)$/;
/** Plain scalars that kubectl and Flux read as 1.2 does, and strict readers of YAML 1.1 do not: times are numbers to the base of sixty, and `0o17` and `1e3` are texts. */
export const OTHER_1_1 = /^(?:[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|0o[0-7]+|[-+]?[0-9]+(?:\.[0-9]*[eE]|[eE][-+]?)[0-9]+)$/;
