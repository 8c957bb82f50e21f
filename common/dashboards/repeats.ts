/** Panels and rows that are there once for each value of a variable. */
import { maxRepeats } from './limits.ts'
import type { Dashboard, Panel, Row, VariableValue, VariableValues } from './model.ts'
import { own } from './read/values.ts'
import { type Section, sectionsOf } from './sections.ts'

/**
 * Each copy has its `scope` (the one value) and its own `key`; ids stay those of the panel that is stored. What is below moves
 * down. At most `maxRepeats` copies. A variable without values leaves the panel as it is.
 */
export function expandRepeats(dashboard: Dashboard, values: VariableValues): Dashboard {
  const budget = { left: maxRepeats }
  const panels: Panel[] = []
  let y = 0
  for (const section of sectionsOf(dashboard).flatMap((each) => repeatRow(each, values, budget))) {
    const inner = repeatPanels(section.panels, values, budget)
    const height = inner.reduce((most, { grid }) => Math.max(most, grid.y + grid.h), 0)
    if (section.row) {
      const carried = section.collapsed ? inner : []
      panels.push({ ...section.row, grid: { x: 0, y, w: 24, h: 1 }, panels: carried })
      y += 1
    }
    if (section.collapsed) continue
    for (const panel of inner) panels.push({ ...panel, grid: { ...panel.grid, y: panel.grid.y + y } })
    y += height
  }
  return { ...dashboard, panels }
}

type Budget = { left: number }

function repeatRow(section: Section, values: VariableValues, budget: Budget): Section[] {
  const { row } = section
  const choices = row?.repeat === undefined ? [] : choicesOf(row.repeat, values, budget)
  if (!row || choices.length === 0) return [section]
  return choices.map((scope, index) => ({
    ...section,
    row: scoped<Row>(row, scope, index),
    panels: section.panels.map((panel) => scoped(panel, scope, index)),
  }))
}

function repeatPanels(panels: Panel[], values: VariableValues, budget: Budget): Panel[] {
  const out: Panel[] = []
  let down = 0
  for (const panel of panels) {
    const moved = { ...panel, grid: { ...panel.grid, y: panel.grid.y + down } }
    const name = panel.repeat
    // In a row that repeats by the same variable there is one value only.
    const choices = name === undefined || panel.scope?.[name] ? [] : choicesOf(name, values, budget)
    if (choices.length === 0) {
      out.push(moved)
      continue
    }
    const copies = choices.map((scope, index) => placed(scoped(moved, scope, index), index, choices.length))
    out.push(...copies)
    const bottom = copies.reduce((most, { grid }) => Math.max(most, grid.y + grid.h), 0)
    down += bottom - (moved.grid.y + moved.grid.h)
  }
  return out
}

function choicesOf(name: string, values: VariableValues, budget: Budget): VariableValues[] {
  const value = own(values, name)
  if (!value) return []
  const kept = value.values.slice(0, budget.left)
  budget.left -= kept.length
  return kept.map((each, index) => ({ [name]: only(value, each, value.texts[index] ?? each) }))
}

function only({ allValue: _allValue, all: _all, ...value }: VariableValue, one: string, text: string): VariableValue {
  return { ...value, values: [one], texts: [text] }
}

function scoped<Each extends Panel>(panel: Each, scope: VariableValues, index: number): Each {
  return { ...panel, key: `${panel.key}-${index}`, scope: { ...panel.scope, ...scope } }
}

/** Beside each other as wide as they fit, or one below the other as wide as the panel is. */
function placed(panel: Panel, index: number, count: number): Panel {
  const { grid } = panel
  if (panel.repeatDirection === 'v') return { ...panel, grid: { ...grid, y: grid.y + index * grid.h } }
  const perRow = Math.max(1, Math.min(24, Math.min(count, panel.maxPerRow ?? 4)))
  const w = Math.floor(24 / perRow)
  return { ...panel, grid: { ...grid, w, x: (index % perRow) * w, y: grid.y + Math.floor(index / perRow) * grid.h } }
}
