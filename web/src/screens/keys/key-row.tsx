import { Link } from '@tanstack/react-router'
import ChevronRight from 'lucide-react/icons/chevron-right'
import type { ApiKey, NewApiKey } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { Time } from '../../components/time.tsx'
import { useWorkspace } from '../../session.ts'
import { KeyDetail } from './key-detail.tsx'
import { KeyStateWords } from './key-state-words.tsx'
import { scopeSummary } from './scopes.ts'

type Props = { apiKey: ApiKey; open: boolean; onMade: (key: NewApiKey) => void }

export function KeyRow({ apiKey, open, onMade }: Props) {
  const { slug } = useWorkspace()
  const { id, name, prefix, scopes, lastUsedAt } = apiKey
  return (
    <li className="border-b border-line last:border-b-0">
      <Link
        to="/$workspace/settings/keys"
        params={{ workspace: slug }}
        search={open ? {} : { key: id }}
        replace
        resetScroll={false}
        aria-expanded={open}
        className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 hover:bg-hover"
      >
        <ChevronRight
          className={cn('size-4 shrink-0 text-faint transition-transform duration-100', open && 'rotate-90')}
          aria-hidden
        />
        <span className="min-w-0 flex-1 basis-52">
          <span className="flex min-w-0 items-baseline gap-2">
            <span className="truncate font-medium">{name}</span>
            <code className="shrink-0 text-xs text-faint">{prefix}…</code>
          </span>
          <span className="block truncate text-xs text-muted">{scopeSummary(scopes)}</span>
        </span>
        <span className="text-xs text-muted max-sm:pl-7 sm:w-32">
          {lastUsedAt ? (
            <>
              Used <Time at={lastUsedAt} />
            </>
          ) : (
            'Never used'
          )}
        </span>
        <span className="text-xs sm:w-44">
          <KeyStateWords of={apiKey} />
        </span>
      </Link>
      {open && <KeyDetail apiKey={apiKey} onMade={onMade} />}
    </li>
  )
}
