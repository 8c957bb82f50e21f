import { useInfiniteQuery } from '@tanstack/react-query'
import RefreshCw from 'lucide-react/icons/refresh-cw'
import type { ApiKeyRequest } from '../../api.ts'
import { IconButton } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { Paged } from '../../components/paged.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { duration } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { keyRequestsQuery } from './queries.ts'

/** Of the last 90 days; a request is there a second or two after its answer. */
export function Requests({ keyId }: { keyId: string }) {
  const { slug } = useWorkspace()
  const query = useInfiniteQuery(keyRequestsQuery(slug, keyId))
  return (
    <section>
      <div className="mb-1 flex items-center gap-2">
        <h2 className="flex-1 text-sm font-semibold">What it was used for</h2>
        <IconButton label="Look for new requests" onClick={() => void query.refetch()}>
          <RefreshCw aria-hidden />
        </IconButton>
      </div>
      <Paged query={query} skeleton={<SkeletonRows rows={3} />} more="Show older requests">
        {(requests) =>
          requests.length === 0 ? (
            <p className="rounded-lg border border-dashed border-line-strong px-4 py-6 text-center text-muted">
              Nothing in the last 90 days.
            </p>
          ) : (
            <Table requests={requests} />
          )
        }
      </Paged>
    </section>
  )
}

const heads = [
  ['Time', 'w-24'],
  ['Request', ''],
  ['Status', 'w-14'],
  ['Took', 'w-16 max-sm:hidden'],
  ['Address', 'w-32 max-md:hidden'],
] as const

function Table({ requests }: { requests: readonly ApiKeyRequest[] }) {
  return (
    <table className="w-full table-fixed text-left text-xs">
      <caption className="sr-only">Requests with this key, newest first</caption>
      <thead>
        <tr className="text-faint">
          {heads.map(([word, className]) => (
            <th key={word} scope="col" className={cn('py-1.5 pr-3 font-normal', className)}>
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {requests.map(({ id, at, operation, method, path, status, durationMs, remoteAddress, userAgent }) => (
          <tr key={id} className="border-t border-line align-top">
            <td className="py-1.5 pr-3 text-muted">
              <Time at={at} />
            </td>
            <td className="py-1.5 pr-3">
              {operation}
              <code className="block break-all text-faint">
                {method} {path}
              </code>
            </td>
            <td className={cn('py-1.5 pr-3', status >= 400 && 'font-semibold text-down')}>{status}</td>
            <td className="py-1.5 pr-3 text-muted max-sm:hidden">{duration(durationMs)}</td>
            <td className="py-1.5 break-all text-muted max-md:hidden" title={userAgent}>
              {remoteAddress}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
