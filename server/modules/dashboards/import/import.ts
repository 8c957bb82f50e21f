import {
  importDashboard,
  readDashboard,
  type Dashboard,
  type Input,
  type JsonObject,
  type Problem,
} from '#common/dashboards'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import { addDashboard } from '../create-dashboard.ts'
import { retitled } from '../dashboard.ts'
import type { FullDashboard } from '../describe.ts'

export type ImportInput = {
  json: JsonObject
  /** What stands for placeholders such as `${DS_PROMETHEUS}`, by their name. */
  inputs: Record<string, string>
  title?: string | undefined
  folder?: string | null | undefined
}

export type ImportPreview = {
  /** In the form in which it is kept. */
  dashboard: JsonObject
  title: string
  panels: number
  queries: number
  inputs: Input[]
  problems: Problem[]
}

/** Reads, and keeps nothing. */
export function previewImport(ctx: Context, input: ImportInput): ImportPreview {
  requirePermission(ctx, 'dashboards.write')
  const { json, dashboard, problems } = importDashboard(input.json, input.inputs)
  const panels = allPanels(dashboard.panels)
  return {
    dashboard: retitled(json, input.title),
    title: input.title ?? dashboard.title,
    panels: panels.length,
    queries: panels.reduce((sum, { targets }) => sum + targets.length, 0),
    // What was imported has none left.
    inputs: readDashboard(input.json).dashboard.inputs,
    problems,
  }
}

/** Throws invalid_request for what is no dashboard and for an input without a value; too_large, conflict. */
export async function keepImport(
  ctx: Context,
  input: ImportInput,
): Promise<ImportPreview & { created: FullDashboard }> {
  const preview = previewImport(ctx, input)
  const fatal = preview.problems.find((problem) => problem.fatal)
  if (fatal) throw invalidRequest(`this is no dashboard: ${fatal.text}`, [{ path: 'json', message: fatal.text }])
  const created = await inTransaction(ctx, (tx) =>
    addDashboard(tx, { dashboard: preview.dashboard, folder: input.folder }, 'dashboard.imported'),
  )
  return { ...preview, created }
}

/** Without rows, with what lies in closed ones. */
function allPanels(panels: Dashboard['panels']): Dashboard['panels'] {
  return panels.flatMap((panel) => (panel.kind === 'row' ? allPanels(panel.panels) : [panel]))
}
