/** A link to what is on the screen, for somebody else and for later. */
import { allValues } from '#common/dashboards'
import { stringifySearch } from '../../routes/search-text.ts'
import type { Board } from './board.ts'

type Input = Pick<Board, 'workspace' | 'stored' | 'span' | 'bounds' | 'resolution' | 'utc'> & {
  panel?: number | undefined
  /** The range as two times, so that it still shows the same tomorrow. */
  fixed?: boolean
}

export function linkTo({ workspace, stored, span, bounds, resolution, utc, panel, fixed = false }: Input): string {
  const variables = resolution.variables
    .filter(({ variable, chosen }) => variable.kind !== 'constant' && chosen.length > 0)
    .map(({ variable, chosen }) => [`var-${variable.name}`, chosen.includes(allValues) ? [allValues] : chosen])
  const search = stringifySearch({
    ...(fixed ? { from: String(bounds.fromMs), to: String(bounds.toMs) } : span),
    ...(panel !== undefined && { panel }),
    ...(utc && { utc }),
    ...Object.fromEntries(variables),
  })
  return `${location.origin}/app/${workspace}/dashboards/${stored.id}${search}`
}
