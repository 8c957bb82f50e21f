/** How several values share the room of a panel, and how large they are written. */
import type { Orientation } from '#common/dashboards'
import type { Size } from '../../../../components/chart/use-size.ts'
import { textWidth } from './text-width.ts'

export type Cells = { columns: number; rows: number; width: number; height: number; scrolls: boolean }

const gapPx = 6

/** `horizontal` means one above the other, as dashboards have it; `auto` follows the shape of the room. */
/** `shape` is how much wider than high a value is written best. */
export function cellsOf(
  count: number,
  { width, height }: Size,
  orientation: Orientation,
  least: Size,
  shape = 2.2,
): Cells {
  const flow = orientation === 'auto' ? undefined : orientation
  const columns =
    flow === 'horizontal' ? 1 : flow === 'vertical' ? count : bestColumns(count, { width, height }, least, shape)
  const rows = Math.max(1, Math.ceil(count / Math.max(1, columns)))
  const cell = {
    width: Math.floor((width - gapPx * (columns - 1)) / Math.max(1, columns)),
    height: Math.floor((height - gapPx * (rows - 1)) / rows),
  }
  const scrolls = cell.height < least.height || cell.width < least.width
  return {
    columns,
    rows,
    width: Math.max(least.width, cell.width),
    height: Math.max(least.height, cell.height),
    scrolls,
  }
}

/** Cells that come as near as can be to the shape. */
function bestColumns(count: number, { width, height }: Size, least: Size, shape: number): number {
  let [best, bestScore] = [1, -Infinity]
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns)
    const [wide, high] = [width / columns, height / rows]
    if (columns > 1 && wide < least.width) break
    // The text is as large as the smaller of the two allows; empty cells are room lost.
    const score = Math.min(wide / shape, high) - (rows * columns - count) * 2
    if (score > bestScore) [best, bestScore] = [columns, score]
  }
  return best
}

/** The largest size at which the text fits, in pixels. */
export function fitText(text: string, { width, height }: Size, most = 96, least = 12): number {
  const byWidth = width / Math.max(0.1, textWidth(text))
  return Math.round(Math.max(least, Math.min(most, byWidth, height)))
}
