// What the wasm needs of the script around it (`src/dom/page.rs` declares it): drawing, the page's own texts, what leads
// out of the page, and what is needed before the wasm is there.

import { clear, draw } from "./draw.ts";
import { takeRead, ticketFrom } from "./first-read.ts";
import { leaveFor, openTab, save } from "./leaving.ts";
import { takeStreamPlace } from "./stream-places.ts";
import { readBody } from "./texts.ts";

export type Page = typeof page;

export const page = { draw, clear, read: readBody, ticketFrom, takeRead, takeStreamPlace, openTab, leaveFor, save };
