// Entry of every page. Each module looks for its own data-cc-* hooks and does nothing without them.
import { startArticles } from "./articles.js";
import { startBoard } from "./board.js";
import { startPickers } from "./picker.js";
import { startTimers } from "./timer.js";
import { startCalls } from "./call.js";
import { startClock } from "./clock.js";
import { startDialogs } from "./dialogs.js";
import { startDrafts } from "./drafts.js";
import { startErrors } from "./errors.js";
import { startFocus } from "./focus.js";
import { startKeep } from "./keep.js";
import { startKeyboard } from "./keyboard.js";
import { startLines } from "./lines.js";
import { startLive } from "./live.js";
import { startPalette } from "./palette.js";
import { startPapers } from "./papers.js";
import { startPresence } from "./presence.js";
import { startSearch } from "./search.js";
import { startSnippets } from "./snippets.js";
import { startTheme } from "./theme.js";
import { startViewers } from "./viewers.js";
import { startWhole } from "./whole.js";

startTheme();
startDialogs();
startPalette();
startSearch();
// Before the keys of the page: inside a document they are its own.
startPapers();
startKeyboard();
startErrors();
startFocus();
startClock();
startPickers();
startTimers();
startCalls();
startPresence();
startSnippets();
startArticles();
startLines();
startKeep();
startDrafts();
startWhole();
startBoard();
startViewers();
// Last: what hears of changes is there by now.
startLive();
