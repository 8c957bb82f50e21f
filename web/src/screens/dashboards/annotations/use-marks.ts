import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Dashboard, VariableValues } from '#common/dashboards'
import type { Mark } from '../panels/index.ts'
import { annotationsQuery } from '../queries.ts'
import type { Bounds } from '../times.ts'
import { useQueryMarks } from './use-query-marks.ts'

export const markKinds = ['incident', 'deploy', 'maintenance', 'alert'] as const
export type MarkKind = Mark['kind']

type Input = { workspace: string; dashboard: Dashboard; values: VariableValues; bounds: Bounds }

export type Marks = {
  shown: readonly Mark[]
  off: ReadonlySet<MarkKind>
  has: (kind: MarkKind) => number
  turn: (kind: MarkKind) => void
  error: Error | null
}

/** What happened meanwhile, for all panels: incidents, deploys, maintenance, alerts, and what the dashboard itself asks. */
export function useMarks({ workspace, dashboard, values, bounds }: Input): Marks {
  const [off, setOff] = useState<ReadonlySet<MarkKind>>(new Set())
  const own = useQuery(annotationsQuery(workspace, bounds))
  const asked = useQueryMarks({ workspace, annotations: dashboard.annotations, values, bounds })
  const all = useMemo(() => {
    const found = (own.data?.items ?? []).map(({ id, kind, at, endsAt, title, text, path }): Mark => ({
      ...{ id, kind, title, text },
      atMs: Date.parse(at),
      endMs: endsAt === null ? null : Date.parse(endsAt),
      href: path === null ? null : hrefOf(workspace, path),
    }))
    return [...found, ...asked].toSorted((one, other) => one.atMs - other.atMs)
  }, [own.data, asked, workspace])
  const shown = useMemo(() => all.filter(({ kind }) => !off.has(kind)), [all, off])
  return {
    ...{ shown, off, error: own.error },
    has: (kind) => all.filter((mark) => mark.kind === kind).length,
    turn: (kind) => {
      const next = new Set(off)
      if (!next.delete(kind)) next.add(kind)
      setOff(next)
    },
  }
}

/** Paths of the app, with its workspace or below it. */
function hrefOf(workspace: string, path: string): string {
  return path.startsWith('/app/') ? path : `/app/${workspace}${path.startsWith('/') ? '' : '/'}${path}`
}
