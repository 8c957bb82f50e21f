/** What the panels of a dashboard have in common. The screen (or a public page, or a snapshot) gives it once. */
import type { VariableValues } from '#common/dashboards'
import { createContext, useContext } from 'react'
import type { AskPanels } from './ask/answer.ts'
import type { PanelData } from './panel-data.ts'

/** What happened meanwhile: a line over all charts, or a stretch. `color` is a name of dashboards. */
export type Mark = {
  id: string
  kind: 'incident' | 'deploy' | 'maintenance' | 'alert' | 'query'
  title: string
  text: string
  atMs: number
  endMs: number | null
  href: string | null
  color?: string
}

export type PanelScope = {
  workspace: string
  /** Keeps the answers of two dashboards apart, and their crosshairs. */
  dashboardId: string
  /** The window of all panels, worked out once for each refresh. */
  fromMs: number
  toMs: number
  /** When it was refreshed: the same window is asked for again. Absent: only when it moves. */
  asOfMs?: number | undefined
  values: VariableValues
  graphTooltip: 0 | 1 | 2
  /** A name that `Intl` knows; absent: that of the browser. */
  timeZone?: string | undefined
  scrapeIntervalMs: number
  marks?: readonly Mark[] | undefined
  /** How it is asked; absent: the API of the workspace. */
  ask?: AskPanels | undefined
  /** Data that is shown as it is, by the panel's key, instead of asking: of a snapshot. */
  given?: ReadonlyMap<string, PanelData> | undefined
  /** Told of what each panel shows, for a file or a snapshot. */
  onData?: ((panelKey: string, data: PanelData) => void) | undefined
  /** A stretch that was drawn over a chart becomes the range. */
  onZoom?: ((from: Date, to: Date) => void) | undefined
}

const Scope = createContext<PanelScope | undefined>(undefined)

/** Around all panels of a dashboard. */
export const PanelScopeProvider = Scope.Provider

export function usePanelScope(): PanelScope {
  const scope = useContext(Scope)
  if (!scope) throw new Error('a panel stands outside of a dashboard')
  return scope
}
