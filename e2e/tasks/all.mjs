// The commonest tasks, in the order in which they are done.
import { account } from "./account.mjs";
import { documents } from "./documents.mjs";
import { figures } from "./figures.mjs";
import { files } from "./files.mjs";
import { papers } from "./papers.mjs";
import { people } from "./people.mjs";
import { standard } from "./standard.mjs";
import { units } from "./units.mjs";

export const tasks = [...account, ...units, ...people, ...standard, ...figures, ...documents, ...files, ...papers];
