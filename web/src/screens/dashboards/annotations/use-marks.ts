import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { markSources, type Dashboard, type VariableValues } from '#common/dashboards'
import type { Mark } from '../panels/index.ts'
import { annotationsQuery } from '../queries.ts'
import type { Bounds } from '../times.ts'
import { useQueryMarks } from './use-query-marks.ts'

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
  // What who looks has switched; else it is as the dashboard says.
  const [turned, setTurned] = useState<ReadonlyMap<MarkKind, boolean>>(new Map())
  const { marks } = dashboard
  const off = useMemo(() => {
    const isOn = (kind: MarkKind): boolean => turned.get(kind) ?? (kind === 'query' || marks[kind])
    return new Set([...markSources, 'query' as const].filter((kind) => !isOn(kind)))
  }, [turned, marks])
  const own = useQuery(annotationsQuery(workspace, bounds))
  const asked = useQueryMarks({ workspace, annotations: dashboard.annotations, values, bounds })
  const { error } = own
  const all = useMemo(() => {
    const found = (own.data?.items ?? []).map(({ id, kind, at, endsAt, title, text, path }): Mark => ({
      ...{ id, kind, title, text },
      atMs: Date.parse(at),
      endMs: endsAt === null ? null : Date.parse(endsAt),
      href: path === null ? null : hrefOf(workspace, path),
    }))
    return [...found, ...asked.flatMap((each) => each.marks)].toSorted((one, other) => one.atMs - other.atMs)
  }, [own.data, asked, workspace])
  const shown = useMemo(() => all.filter(({ kind }) => !off.has(kind)), [all, off])
  return {
    ...{ shown, off, error },
    has: (kind) => all.filter((mark) => mark.kind === kind).length,
    turn: (kind) => setTurned(new Map([...turned, [kind, off.has(kind)]])),
  }
}

/** Paths of the app, with its workspace or below it. */
function hrefOf(workspace: string, path: string): string {
  return path.startsWith('/app/') ? path : `/app/${workspace}${path.startsWith('/') ? '' : '/'}${path}`
}
