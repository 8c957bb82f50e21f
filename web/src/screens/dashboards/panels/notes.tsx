import { useQuery } from '@tanstack/react-query'
import type { Panel } from '#common/dashboards'
import CircleSlash from 'lucide-react/icons/circle-slash'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { describe } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { counted } from '../../../format.ts'
import { faultOf } from '../../metrics/fault.ts'
import { metricsQuery } from '../../metrics/prometheus.ts'
import { metricNames } from './metric-names.ts'
import type { PanelData } from './panel-data.ts'
import { usePanelScope } from './scope.ts'

/** In the middle of a panel; small ones scroll. */
function Middle({ children, role }: { children: React.ReactNode; role?: 'alert' | 'status' }) {
  return (
    <div role={role} tabIndex={0} className="flex h-full min-h-0 flex-col overflow-y-auto rounded">
      <div className="m-auto max-w-full px-2 py-1 text-center text-xs text-muted">{children}</div>
    </div>
  )
}

/** Nothing came back: what was asked, and which of the metrics nobody has sent. */
export function NoValue({ panel, data }: { panel: Panel; data: PanelData }) {
  const { workspace, ask, given } = usePanelScope()
  const names = [...new Set(data.asked.flatMap(({ expr }) => metricNames(expr)))]
  // Visitors of a public page cannot ask for names, and a snapshot asks nothing.
  const known = useQuery({
    ...metricsQuery(workspace),
    refetchInterval: false,
    enabled: ask === undefined && given === undefined && names.length > 0,
  })
  const there = new Set(known.data?.map(({ name }) => name))
  const absent = known.data ? names.filter((name) => !there.has(name)) : []
  if (data.asked.length === 0 && given === undefined) return <NoQuery panel={panel} />
  return (
    <Middle>
      <p className="font-medium text-text">{panel.field.noValue ?? 'No data'}</p>
      {absent.length > 0 && (
        <p className="mt-1">
          Nobody has sent{' '}
          {absent.slice(0, 3).map((name, at) => (
            <span key={name}>
              {at > 0 && ', '}
              <code className="break-all">{name}</code>
            </span>
          ))}
          {absent.length > 3 && ` and ${absent.length - 3} more`}.
        </p>
      )}
      {ask === undefined && (
        <details className="mt-1">
          <summary className="mx-auto w-max rounded text-faint hover:text-text">What was asked</summary>
          {data.asked.map(({ refId, expr }, at) => (
            <code key={at} className="mt-1 block text-left break-all">
              {refId}: {expr}
            </code>
          ))}
        </details>
      )}
    </Middle>
  )
}

export function NoQuery({ panel }: { panel: Panel }) {
  const refused = panel.targets.flatMap(({ unsupported }) => unsupported ?? [])
  return (
    <Middle>
      <p className="font-medium text-text">This panel asks nothing</p>
      {refused[0] !== undefined && <p className="mt-1">{refused[0]}</p>}
    </Middle>
  )
}

/** The engine's own words, of each query that it refused. */
export function Faults({ faults }: { faults: PanelData['faults'] }) {
  // Visitors are told no query.
  const { ask } = usePanelScope()
  return (
    <Middle role="alert">
      <TriangleAlert className="mx-auto mb-1 size-4 text-down" aria-hidden />
      {faults.map(({ refId, expr, text }, at) => {
        const { words, line, column } = faultOf(text)
        return (
          <div key={at} className="mb-2">
            <p className="break-words text-text">
              {refId}: {line !== undefined && line > 1 && `line ${line}, `}
              {column !== undefined && `character ${column}: `}
              {words}
            </p>
            {ask === undefined && <code className="mt-0.5 line-clamp-3 break-all text-faint">{expr}</code>}
          </div>
        )
      })}
    </Middle>
  )
}

/** The server did not answer, or refused the request as such. */
export function Failed({ error, retry }: { error: Error; retry: () => void }) {
  const { title, detail } = describe(error)
  return (
    <Middle role="alert">
      <p className="font-medium text-text">{title}</p>
      <p className="mb-2 break-words">{detail}</p>
      <Button onClick={retry}>Try again</Button>
    </Middle>
  )
}

export function Unsupported({ type, why }: { type: string; why: string }) {
  return (
    <Middle>
      <CircleSlash className="mx-auto mb-1 size-4" aria-hidden />
      <p className="font-medium text-text">{why === '' ? `Panels of type ${type} cannot be drawn here` : why}</p>
      <p>It stays in the dashboard as it is.</p>
    </Middle>
  )
}

/** A sentence instead of a drawing. */
export function Sentence({ children }: { children: React.ReactNode }) {
  return <Middle>{children}</Middle>
}

export const histogramWords = (count: number): string =>
  `${counted(count, 'series is a histogram', 'series are histograms')}, which no line can show. A heatmap does, or histogram_quantile() makes numbers of it.`
