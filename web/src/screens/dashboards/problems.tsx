import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { sentence } from '../../api.ts'
import { counted } from '../../format.ts'

type Props = { problems: readonly { at: string; text: string; fatal?: boolean | undefined }[] }

const mostShown = 50

/** What could not be read as it was meant, with its place. */
export function Problems({ problems }: Props) {
  if (problems.length === 0) return null
  return (
    <details open={problems.length <= 5} className="rounded-lg border border-line bg-degraded-soft">
      <summary className="flex items-center gap-2 rounded-lg px-3 py-2 text-degraded">
        <TriangleAlert className="size-4 shrink-0" aria-hidden />
        {counted(problems.length, 'part is', 'parts are')} not as it was meant
      </summary>
      <ul className="max-h-56 overflow-y-auto px-3 pb-3 text-xs" tabIndex={0} aria-label="What could not be read">
        {problems.slice(0, mostShown).map(({ at, text }) => (
          <li key={`${at} ${text}`} className="border-t border-line py-1.5 first:border-0">
            {sentence(text)} {at && <code className="break-all text-muted">{at}</code>}
          </li>
        ))}
        {problems.length > mostShown && <li className="pt-1 text-muted">and {problems.length - mostShown} more</li>}
      </ul>
    </details>
  )
}
