import { useQuery } from '@tanstack/react-query'
import Download from 'lucide-react/icons/download'
import Paperclip from 'lucide-react/icons/paperclip'
import type { Attachment } from '../../api.ts'
import { buttonClass } from '../../components/button.tsx'
import { bytes } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { Part } from './part.tsx'
import { attachmentsQuery, pictureQuery } from './event-queries.ts'
import { maxPictureBytes } from './picture.ts'

const shownPictures = 4

/** Files that came with the event. A picture is shown when its own bytes say that it is one; all else is for saving. */
export function EventFiles({ projectId, eventId }: { projectId: string; eventId: string }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(attachmentsQuery(slug, projectId, eventId))
  if (!data || data.items.length === 0) return null
  const pictures = data.items.filter(mayBePicture).slice(0, shownPictures)
  return (
    <Part title="Attachments" count={data.items.length}>
      <ul className="overflow-hidden rounded-lg border border-line">
        {data.items.map((file) => (
          <FileRow key={file.id} file={file} />
        ))}
      </ul>
      <div className="mt-2 flex flex-wrap gap-2">
        {pictures.map((file) => (
          <Picture key={file.id} file={file} />
        ))}
      </div>
    </Part>
  )
}

function FileRow({ file: { id, fileName, contentType, sizeBytes, removed } }: { file: Attachment }) {
  const { slug } = useWorkspace()
  return (
    <li className="flex items-center gap-3 border-b border-line px-3.5 py-2 last:border-b-0">
      <Paperclip className="size-3.5 shrink-0 text-faint" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="truncate">
          <bdi>{removed ? 'Removed by age' : fileName}</bdi>
        </p>
        <p className="truncate text-xs text-faint">
          {bytes(sizeBytes)}
          {contentType && ` · said to be ${contentType}`}
        </p>
      </div>
      {!removed && (
        <a
          href={`/api/v1/attachments/${id}/file?workspace=${encodeURIComponent(slug)}`}
          download={fileName}
          className={buttonClass()}
        >
          <Download aria-hidden />
          Download
          <span className="sr-only"> {fileName}</span>
        </a>
      )}
    </li>
  )
}

const mayBePicture = ({ removed, contentType, sizeBytes }: Attachment): boolean =>
  !removed && contentType.startsWith('image/') && sizeBytes <= maxPictureBytes

function Picture({ file }: { file: Attachment }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(pictureQuery(slug, file.id))
  if (!data) return null
  return (
    <img
      src={data.url}
      width={data.width}
      height={data.height}
      alt={`Attachment ${file.fileName}`}
      decoding="async"
      className="h-auto max-h-96 w-auto max-w-full rounded-lg border border-line bg-sunken"
    />
  )
}
