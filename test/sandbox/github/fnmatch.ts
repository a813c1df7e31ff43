/**
 * Whether a name fits a pattern of Ruby's `File.fnmatch` with `FNM_PATHNAME`, which rulesets and deployment branches use: `*` stays
 * within a folder, only `**` followed by a slash crosses folders, so that `a/**` is no more than one level below `a`
 * (docs.github.com, "Creating rulesets for a repository", fnmatch).
 */
export function fnmatch(pattern: string, name: string): boolean {
  const parts = pattern.match(/\*\*\/|\*+|\?|\[[^\]]*\]|[^*?[]+|\[/g) ?? [];
  const source = parts.map((part) => {
    if (part === '**/') return '(?:[^/]+/)*';
    if (part.startsWith('*')) return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 1 && part.startsWith('[')) return part.replace(/^\[!/, '[^');
    return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`).test(name);
}
