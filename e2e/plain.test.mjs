import { tasks } from "./tasks/all.mjs";
import { worked } from "./ways.mjs";

worked("plain", tasks);
