/** Panels, and the panels of closed rows. A strange panel is shown as one that is not supported; it never breaks the others. */
import { maxPanels, maxTextChars, maxTitleChars, maxTransformationsPerPanel } from '../limits.ts'
import type { Grid, JsonObject, Panel, PanelOptions, Row, Transformation } from '../model.ts'
import { patternProblems } from '../pattern/problems.ts'
import type { Problems } from '../problems.ts'
import { fieldOf, readDefaults, readOverrides } from './field.ts'
import { readLinks } from './links.ts'
import { readOptions } from './options.ts'
import { readTargets } from './targets.ts'
import { boundedNumber, defined, flagOf, isObject, numberOf, objectOf, objectsOf, someText, textOf } from './values.ts'

/** What holds for the whole dashboard while its panels are read. */
type State = { problems: Problems; ids: Set<number>; count: number }

export function readPanels(value: unknown, problems: Problems): Panel[] {
  const state = { problems, ids: new Set<number>(), count: 0 }
  return readList(value, 'panels', state, true)
}

function readList(value: unknown, at: string, state: State, withRows: boolean): Panel[] {
  const panels: Panel[] = []
  for (const [index, panel] of (Array.isArray(value) ? value : []).entries()) {
    if (state.count >= maxPanels) {
      state.problems.add(at, `more than ${maxPanels} panels: the rest is left out`)
      break
    }
    const place = `${at}[${index}]`
    if (!isObject(panel)) state.problems.add(place, 'not a panel')
    else if (panel['type'] === 'row' && !withRows) state.problems.add(place, 'a row within a row is left out')
    else panels.push(readPanel(panel, place, state))
  }
  return panels
}

function readPanel(panel: JsonObject, at: string, state: State): Panel {
  state.count++
  const id = freeId(numberOf(panel['id']), state.ids)
  const type = textOf(panel['type'], 100)
  if (type === 'row') return readRow(panel, id, at, state)
  const read = readOptions(type, objectOf(panel['options']), panel)
  if (read.kind === 'unsupported') state.problems.add(at, `“${textOf(panel['title'], 100)}”: ${read.why}`)
  const made = {
    ...readCommon(panel, id),
    ...read,
    targets: readTargets(panel, at, state.problems),
    field: readDefaults(fieldOf(panel)['defaults'], `${at}.fieldConfig.defaults`, state.problems),
    overrides: readOverrides(fieldOf(panel)['overrides'], `${at}.fieldConfig.overrides`, state.problems),
    transformations: readTransformations(panel['transformations']),
    links: readLinks(panel['links'], `${at}.links`, state.problems),
  }
  for (const problem of patternProblems(made)) state.problems.add(at, problem)
  return made
}

function readRow(panel: JsonObject, id: number, at: string, state: State): Row {
  const collapsed = flagOf(panel['collapsed'], false)
  return {
    ...readCommon(panel, id),
    kind: 'row',
    options: {},
    collapsed,
    // An open row has its panels after it; some exports leave copies in it.
    panels: collapsed ? readList(panel['panels'], `${at}.panels`, state, false) : [],
    targets: [],
    field: readDefaults({}, at, state.problems),
    overrides: [],
    transformations: [],
    links: [],
  }
}

type Common = Omit<
  Panel,
  keyof PanelOptions | 'targets' | 'field' | 'overrides' | 'transformations' | 'links' | 'panels'
>

function readCommon(panel: JsonObject, id: number): Common {
  return defined({
    id,
    key: `panel-${id}`,
    type: textOf(panel['type'], 100),
    title: textOf(panel['title'], maxTitleChars),
    description: someText(panel['description'], maxTextChars),
    transparent: flagOf(panel['transparent'], false),
    grid: readGrid(panel['gridPos']),
    maxDataPoints: readMaxDataPoints(panel['maxDataPoints']),
    interval: someText(panel['interval'], 50),
    timeFrom: someText(panel['timeFrom'], 50),
    timeShift: someText(panel['timeShift'], 50),
    repeat: someText(panel['repeat'], 100),
    repeatDirection: panel['repeatDirection'] === 'v' ? 'v' : panel['repeatDirection'] === 'h' ? 'h' : undefined,
    maxPerRow: numberOf(panel['maxPerRow']),
  })
}

/** Within the 24 columns; heights that nobody can see are cut. */
export function readGrid(value: unknown): Grid {
  const grid = objectOf(value)
  const w = Math.round(boundedNumber(grid['w'], 1, 24, 12))
  return {
    x: Math.round(boundedNumber(grid['x'], 0, 24 - w, 0)),
    y: Math.round(boundedNumber(grid['y'], 0, 100_000, 0)),
    w,
    h: Math.round(boundedNumber(grid['h'], 1, 1000, 8)),
  }
}

function readMaxDataPoints(value: unknown): number | undefined {
  const points = numberOf(value)
  return points === undefined || points < 1 ? undefined : Math.min(11_000, Math.round(points))
}

function readTransformations(value: unknown): Transformation[] {
  return objectsOf(value, maxTransformationsPerPanel).map((each) => {
    const refId = /^(?:\/\^\(\?:)?([A-Za-z0-9_|-]+)(?:\)\$\/)?$/.exec(
      textOf(objectOf(each['filter'])['options'], 500),
    )?.[1]
    return defined({
      id: textOf(each['id'], 100),
      disabled: flagOf(each['disabled'], false),
      options: objectOf(each['options']),
      refIds: refId === undefined ? undefined : refId.split('|'),
    })
  })
}

/** Two panels of one id could not be told apart when one is edited. */
function freeId(wanted: number | undefined, ids: Set<number>): number {
  let id = wanted !== undefined && Number.isSafeInteger(wanted) && wanted > 0 ? wanted : 1
  while (ids.has(id)) id++
  ids.add(id)
  return id
}
