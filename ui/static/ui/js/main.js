// Entry of every page. Each module looks for its own data-cc-* hooks and does nothing without them.
import { startPickers } from "./picker.js";
import { startTimers } from "./timer.js";
import { startCalls } from "./call.js";
import { startClock } from "./clock.js";
import { startDialogs } from "./dialogs.js";
import { startErrors } from "./errors.js";
import { startFocus } from "./focus.js";
import { startKeyboard } from "./keyboard.js";
import { startPalette } from "./palette.js";
import { startPresence } from "./presence.js";
import { startSearch } from "./search.js";
import { startTheme } from "./theme.js";

startTheme();
startDialogs();
startPalette();
startSearch();
startKeyboard();
startErrors();
startFocus();
startClock();
startPickers();
startTimers();
startCalls();
startPresence();
