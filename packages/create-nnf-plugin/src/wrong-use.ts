/** What the user can put right: a name that npm refuses, a folder that is not empty. It ends the program with exit status 2. */
export class WrongUse extends Error {}
