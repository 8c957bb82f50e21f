/** What the parts of a dashboard's screen share. */
import { createContext, useContext } from 'react'
import type { Dashboard, JsonObject, Panel } from '#common/dashboards'
import type { StoredDashboard } from '../../api.ts'
import type { Search } from './address.ts'
import type { PanelData } from './panels/index.ts'
import type { Bounds, Span } from './times.ts'
import type { Texts } from './use-texts.ts'
import type { Resolution } from './variables/resolve.ts'

/** Undefined takes it out of the address. */
export type SearchChange = { [K in keyof Search]?: Search[K] | undefined }

export type Board = {
  workspace: string
  stored: StoredDashboard
  /** As it is now, with changes that are not saved yet. */
  dashboard: Dashboard
  /** The same with the copies that variables make of panels. */
  shown: Dashboard
  json: JsonObject
  search: Search
  set: (change: SearchChange, how?: 'replace') => void
  span: Span
  bounds: Bounds
  utc: boolean
  resolution: Resolution
  texts: Texts
  dataOf: (panel: Panel) => PanelData | undefined
  /** Below the variables, where what edits the dashboard stays in sight. */
  editBarAt: HTMLElement | null
  /** Why it cannot be changed; undefined when it can. */
  refusal: string | undefined
}

export const BoardContext = createContext<Board | undefined>(undefined)

export function useBoard(): Board {
  const board = useContext(BoardContext)
  if (!board) throw new Error('this stands outside of a dashboard')
  return board
}
