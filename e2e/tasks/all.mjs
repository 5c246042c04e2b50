// The commonest tasks, in the order in which they are done.
import { account } from "./account.mjs";
import { units } from "./units.mjs";

export const tasks = [...account, ...units];
