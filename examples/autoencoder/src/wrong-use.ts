/** An error that the user can correct, such as a damaged file. It ends the program with exit status 2. */
export class WrongUse extends Error {}
