/** Parts of a date, in UTC, of Unix seconds; without an argument of the evaluation time. */
import { emptySeries, float, timeAt } from '../data.ts'
import { type CallFunction, vectorArg } from './call.ts'
import { mapFloats } from './elementwise.ts'

const dayMs = 86_400_000

function datePart(part: (date: Date) => number): CallFunction {
  return (input) => {
    const { grid } = input
    const now = emptySeries([], true, grid.count)
    now.present.fill(float)
    for (let step = 0; step < grid.count; step++) now.values[step] = timeAt(grid, step) / 1000
    const series = input.args.length > 0 ? vectorArg(input, 0) : [now]
    return mapFloats(input, (value) => part(new Date(Math.trunc(value) * 1000)), series)
  }
}

export const dates: Readonly<Record<string, CallFunction>> = {
  year: datePart((date) => date.getUTCFullYear()),
  month: datePart((date) => date.getUTCMonth() + 1),
  day_of_month: datePart((date) => date.getUTCDate()),
  day_of_week: datePart((date) => date.getUTCDay()),
  day_of_year: datePart((date) => 1 + Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / dayMs)),
  days_in_month: datePart((date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()),
  hour: datePart((date) => date.getUTCHours()),
  minute: datePart((date) => date.getUTCMinutes()),
}
