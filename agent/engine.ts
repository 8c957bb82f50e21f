import { setFlagsFromString } from 'node:v8'

/**
 * For a program that works some milliseconds in many seconds: compilers cost more time than they save, and 15 MB, and new
 * objects need little room. Node looks at these flags when it would compile or grow: they need no command line.
 */
export function staySmall(): void {
  for (const flag of ['--no-opt', '--no-maglev', '--semi-space-growth-factor=1', '--no-parallel-scavenge'])
    setFlagsFromString(flag)
}
