// «Done when»: a fresh demo, one click to sign in, and within minutes a failing record is found and
// put right. Here it is done by mouse and by keyboard, each in a demo of its own.
import { done } from "./tasks/standard.mjs";
import { worked } from "./ways.mjs";

worked("mouse", [done]);
worked("keyboard", [done]);
