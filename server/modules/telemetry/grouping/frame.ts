/**
 * A frame without what changes from build to build and from machine to machine: no lines, no absolute paths, no bundle
 * hashes, no versions in paths, no numbers that compilers make up.
 */
import type { EventFrame } from '../event.ts'
import { fileName, withoutHash } from './file-name.ts'
import { readFunction } from './function-name.ts'

/** Parts that a frame is recognised by; `function` is undefined where its name says nothing. */
export type FrameParts = { place: string | undefined; function: string | undefined }

const maxContextLine = 120
const separator = ' › '

/** A context line stands in for a function without a useful name. Undefined: the frame says nothing that lasts. */
export function frameParts(frame: EventFrame, platform: string): FrameParts {
  const place = placeOf(frame)
  const name = readFunction(frame, frame.platform ?? platform)
  if (name !== undefined) return { place, function: without(name) }
  const line = frame.contextLine?.trim().replace(/\s{1,200}/g, ' ')
  const usable = line && line.length <= maxContextLine && /\w/.test(line)
  return { place, function: usable ? without(line) : undefined }
}

/** One text that no other pair of parts gives. */
export const frameText = ({ place, function: name }: FrameParts): string =>
  [place, name].filter((part) => part !== undefined).join(separator)

const without = (text: string) => text.replaceAll('›', '>')

function placeOf(frame: EventFrame): string | undefined {
  const place = moduleOf(frame.module) ?? fileName(frame.file ?? frame.path) ?? fileName(frame.package)
  return place === undefined ? undefined : without(place)
}

/** Proxies and anonymous classes count as the class that they stand for. */
function moduleOf(module: string | undefined): string | undefined {
  if (!module) return undefined
  if (module.includes('/') || /\.[cm]?[jt]sx?$/.test(module)) return fileName(module)
  const name = module
    .replace(/\$\$(?:EnhancerBy|FastClassBy|SpringCGLIB|Lambda).*$/, '')
    .replace(/_(?:ClientProxy|Subclass|Bean)$/, '')
    .replace(/[$+]<(\w+)>d__\d+$/, '')
    .replace(/(?:\$\d+)+$/, '')
    .replace(/\$Proxy\d+$/, '$Proxy')
    .replace(/@anonymous.*$/, '@anonymous')
  return withoutHash(name) || undefined
}
