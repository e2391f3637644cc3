/** The version of the program, from the workspace. */
export const programVersion = '0.1.0';
