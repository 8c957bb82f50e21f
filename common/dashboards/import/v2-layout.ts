/** Layouts of the V2 resource → places in the grid, with rows. Tabs become rows. */
import { maxPanels } from '../limits.ts'
import type { JsonObject } from '../model.ts'
import type { Problems } from '../problems.ts'
import { boundedNumber, numberOf, objectOf, objectsOf, textOf } from '../read/values.ts'

type FindPanel = (name: string) => JsonObject | undefined
type State = {
  find: FindPanel
  problems: Problems
  panels: JsonObject[]
  y: number
  nextRowId: number
  used: Set<string>
}

const firstRowId = 1_000_000

export function layPanels(layout: JsonObject, find: FindPanel, problems: Problems): JsonObject[] {
  const state: State = { find, problems, panels: [], y: 0, nextRowId: firstRowId, used: new Set() }
  lay(layout, state)
  return state.panels
}

function lay(layout: JsonObject, state: State): void {
  const spec = objectOf(layout['spec'])
  switch (layout['kind']) {
    case 'GridLayout':
      return layGrid(spec, state)
    case 'AutoGridLayout':
    case 'ResponsiveGridLayout':
      return place(autoItems(spec, state), state)
    case 'RowsLayout':
      for (const row of objectsOf(spec['rows'], maxPanels)) layRow(objectOf(row['spec']), state)
      return
    case 'TabsLayout':
      for (const tab of objectsOf(spec['tabs'], maxPanels)) layRow(objectOf(tab['spec']), state)
      return
    default:
      state.problems.add('layout', `a layout of the kind “${textOf(layout['kind'], 50)}” is not supported`)
  }
}

function layGrid(spec: JsonObject, state: State): void {
  const items = objectsOf(spec['items'], maxPanels)
  place(
    items.filter(({ kind }) => kind !== 'GridLayoutRow').flatMap((item) => gridItem(item, state)),
    state,
  )
  for (const row of items.filter(({ kind }) => kind === 'GridLayoutRow')) {
    const inner = objectOf(row['spec'])
    const layout = { kind: 'GridLayout', spec: { items: inner['elements'] } }
    layRow({ ...inner, collapse: inner['collapsed'], layout }, state)
  }
}

/** A row within a row opens after it: there is one level. */
function layRow(spec: JsonObject, state: State): void {
  const collapsed = spec['collapse'] === true
  const repeat = textOf(objectOf(spec['repeat'])['value'], 100)
  const row: JsonObject = {
    id: state.nextRowId++,
    type: 'row',
    title: textOf(spec['title'], 500),
    collapsed,
    gridPos: { x: 0, y: state.y, w: 24, h: 1 },
    panels: [],
    ...(repeat !== '' && { repeat }),
  }
  const inner: State = { ...state, panels: [], y: state.y + 1 }
  lay(objectOf(spec['layout']), inner)
  state.nextRowId = inner.nextRowId
  const nested = inner.panels.some(({ type }) => type === 'row')
  if (collapsed && !nested) {
    state.panels.push({ ...row, panels: inner.panels })
    state.y += 1
  } else {
    state.panels.push({ ...row, collapsed: false }, ...inner.panels)
    state.y = inner.y
  }
}

/** Puts panels whose places begin at 0 below what is there. */
function place(panels: JsonObject[], state: State): void {
  let bottom = state.y
  for (const panel of panels) {
    const grid = objectOf(panel['gridPos'])
    const y = state.y + (numberOf(grid['y']) ?? 0)
    state.panels.push({ ...panel, gridPos: { ...grid, y } })
    bottom = Math.max(bottom, y + (numberOf(grid['h']) ?? 0))
  }
  state.y = bottom
}

function gridItem(item: JsonObject, state: State): JsonObject[] {
  const spec = objectOf(item['spec'])
  const repeat = objectOf(spec['repeat'])
  const { x, y, width, height } = spec
  return panelNamed(spec, state).map((panel) => ({
    ...panel,
    gridPos: { x, y, w: width, h: height },
    ...(typeof repeat['value'] === 'string' && {
      repeat: repeat['value'],
      repeatDirection: repeat['direction'] ?? 'h',
      maxPerRow: repeat['maxPerRow'],
    }),
  }))
}

/** As many beside each other as the layout allows, all of one size. */
function autoItems(spec: JsonObject, state: State): JsonObject[] {
  const columns = Math.round(boundedNumber(spec['maxColumnCount'], 1, 12, 3))
  const w = Math.floor(24 / columns)
  const h = { short: 5, tall: 14 }[textOf(spec['rowHeightMode'], 20)] ?? 9
  return objectsOf(spec['items'], maxPanels)
    .flatMap((item) => panelNamed(objectOf(item['spec']), state))
    .map((panel, index) => ({
      ...panel,
      gridPos: { x: (index % columns) * w, y: Math.floor(index / columns) * h, w, h },
    }))
}

function panelNamed(spec: JsonObject, state: State): JsonObject[] {
  const name = textOf(objectOf(spec['element'])['name'], 200)
  const panel = state.used.has(name) || state.used.size >= maxPanels ? undefined : state.find(name)
  if (panel) state.used.add(name)
  else state.problems.add('layout', `there is no element of the name “${name}”, or it is shown already`)
  return panel ? [panel] : []
}
