import { CopyButton } from './copy.tsx'

/** Something to paste elsewhere. */
export function Snippet({ text, label }: { text: string; label: string }) {
  return (
    <div className="relative rounded-md border border-line bg-sunken">
      <pre tabIndex={0} aria-label={label} className="overflow-x-auto p-3 pr-10 text-xs leading-5">
        {text}
      </pre>
      <div className="absolute top-1.5 right-1.5 rounded-md bg-sunken">
        <CopyButton text={text} label={`Copy ${label}`} />
      </div>
    </div>
  )
}
