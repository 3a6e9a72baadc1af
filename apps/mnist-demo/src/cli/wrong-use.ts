/** What the user can put right: a wrong option, a folder without the files. It ends the program with exit status 2. */
export class WrongUse extends Error {}
