/** Functions whose arguments are evaluated before the call. Those that look at their arguments lie beside. */
import type { CallFunction } from './call.ts'
import { dates } from './dates.ts'
import { elementwise } from './elementwise.ts'
import { histogramFunctions } from './histogram-functions.ts'
import { info } from './info.ts'
import { labelFunctions } from './label-functions.ts'
import { scalars } from './scalars.ts'
import { sorting } from './sorting.ts'

export const callFunctions: ReadonlyMap<string, CallFunction> = new Map<string, CallFunction>([
  ...Object.entries(elementwise),
  ...Object.entries(dates),
  ...Object.entries(scalars),
  ...Object.entries(labelFunctions),
  ...Object.entries(sorting),
  ...Object.entries(histogramFunctions),
  ['info', info],
])
