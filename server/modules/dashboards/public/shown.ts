/** What visitors get of a dashboard: what is drawn, and not what is asked or where it leads. Pure. */
import {
  expandRepeats,
  optionsOf,
  readDashboard,
  valueOf,
  variablesIn,
  type Dashboard,
  type JsonObject,
  type Panel,
  type Target,
  type VariableValues,
} from '#common/dashboards'

/** Values of variables by their names, as a link or a snapshot fixes them. */
export type Chosen = Record<string, string[]>

/** The dashboard with its fixed values, each panel that repeats in all its copies. What it asks is still in it. */
export function fix(json: JsonObject, chosen: Chosen): { dashboard: Dashboard; values: VariableValues } {
  const { dashboard } = readDashboard(json)
  const values: VariableValues = {}
  for (const variable of dashboard.variables) {
    const mine = chosen[variable.name] ?? variable.current
    // Values are fixed, so that nothing has to be asked for.
    values[variable.name] = valueOf(variable, mine, optionsOf(variable, []))
  }
  return { dashboard: expandRepeats(dashboard, values), values }
}

/** Panels that ask for something, with those in closed rows. */
export function panelsOf(panels: readonly Panel[]): Panel[] {
  return panels.flatMap((panel) => (panel.kind === 'row' ? panelsOf(panel.panels) : [panel]))
}

export function forVisitors(dashboard: Dashboard): Dashboard {
  const { title, tags, time, timezone, graphTooltip, refresh, panels } = dashboard
  return {
    ...{ title, tags, time, timezone, graphTooltip, ...(refresh !== undefined && { refresh }) },
    panels: panels.map(panelForVisitors),
    ...{ variables: [], annotations: [], links: [], inputs: [] },
    // Visitors are told nothing of what happened.
    marks: { incident: false, deploy: false, maintenance: false, alert: false },
  }
}

/** Values of those variables that a text of the dashboard names; the others are in the queries alone. */
export function valuesSeen(shown: Dashboard, values: VariableValues): VariableValues {
  const named = new Set(variablesIn(JSON.stringify(shown)))
  return Object.fromEntries(Object.entries(values).filter(([name]) => named.has(name)))
}

function panelForVisitors(panel: Panel): Panel {
  const shown = {
    ...panel,
    links: [],
    field: { ...panel.field, links: [] },
    overrides: panel.overrides.map(({ matcher, properties }) => ({
      matcher,
      properties: properties.filter(({ id }) => id !== 'links'),
    })),
    targets: panel.targets.map(targetForVisitors),
  }
  return shown.kind === 'row' ? { ...shown, panels: shown.panels.map(panelForVisitors) } : shown
}

function targetForVisitors({ refId, legendFormat, instant, range, format, hide }: Target): Target {
  return { refId, legendFormat, instant, range, format, hide, expr: '', exemplar: false }
}
