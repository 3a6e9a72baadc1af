/** An error that the user can correct, such as a name that npm refuses. It ends the program with exit status 2. */
export class WrongUse extends Error {}
