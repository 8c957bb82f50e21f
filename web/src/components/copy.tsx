import Check from 'lucide-react/icons/check'
import Copy from 'lucide-react/icons/copy'
import { useState } from 'react'
import { Button, IconButton } from './button.tsx'
import { toast } from './toast.tsx'

function useCopy(text: string) {
  const [copied, setCopied] = useState(false)
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true)
        setTimeout(() => setCopied(false), 1500)
      },
      () =>
        toast({ words: 'The browser does not let this page copy. Select the text and copy it yourself.', tone: 'bad' }),
    )
  }
  return { copied, copy, icon: copied ? <Check aria-hidden className="text-up" /> : <Copy aria-hidden /> }
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  const { copied, copy, icon } = useCopy(text)
  return (
    <IconButton label={copied ? 'Copied' : label} onClick={copy}>
      {icon}
    </IconButton>
  )
}

export function CopyWordsButton({ text, children }: { text: string; children: string }) {
  const { copied, copy, icon } = useCopy(text)
  return (
    <Button onClick={copy} icon={icon}>
      {copied ? 'Copied' : children}
    </Button>
  )
}

/** A value to be copied: a DSN, a key, a secret. */
export function CopyField({ label, value, hint }: { label: string; value: string; hint?: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <p className="mb-1 text-xs font-medium text-muted">{label}</p>
      <div className="flex items-center gap-1 rounded-md border border-line bg-sunken pr-1 pl-2.5">
        <code className="min-w-0 flex-1 truncate py-1.5 text-xs leading-5 select-all" title={value}>
          {value}
        </code>
        <CopyButton text={value} label={`Copy ${label}`} />
      </div>
      {hint && <p className="mt-1 text-xs text-faint">{hint}</p>}
    </div>
  )
}
