import { Link } from '@tanstack/react-router'
import BellOff from 'lucide-react/icons/bell-off'
import { useWorkspace } from '../../session.ts'
import { textOfLabels } from './silences/matchers.ts'

/** `incidentId`: of the page to come back to. */
type Props = { labels: Record<string, string>; silencedBy: readonly string[]; incidentId?: string | undefined }

/** To the silences that match, or to a new one for exactly these labels. */
export function SilenceLink({ labels, silencedBy, incidentId }: Props) {
  const { slug: workspace } = useWorkspace()
  if (silencedBy.length > 0) {
    return (
      <Link
        to="/$workspace/alerts/silences"
        params={{ workspace }}
        className="inline-flex items-center gap-1 text-link"
      >
        <BellOff className="size-3.5" aria-hidden />
        Silenced: tells nobody
      </Link>
    )
  }
  return (
    <Link
      to="/$workspace/alerts/silences"
      params={{ workspace }}
      search={{ create: true, labels: textOfLabels(labels), ...(incidentId !== undefined && { incident: incidentId }) }}
      className="ml-auto text-link"
    >
      Silence
    </Link>
  )
}
