const platforms = new Set(
  (
    'as3 c cfml cocoa csharp dart elixir go groovy haskell java javascript native node objc other perl php powershell ' +
    'python ruby rust scala swift kotlin unity unreal'
  ).split(' '),
)

/** `other` for what nobody knows. */
export const knownPlatform = (platform: unknown): string =>
  typeof platform === 'string' && platforms.has(platform.toLowerCase()) ? platform.toLowerCase() : 'other'
