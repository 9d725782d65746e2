/** What is out of step between two files of messages: keys, placeholders, empty texts. */

function placeholders(message) {
  return [...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
}

function flaws(name, messages) {
  return Object.entries(messages).flatMap(([key, message]) => {
    if (typeof message !== 'string') return [`${name}: ${key} is not a text`];
    return message.trim() === '' ? [`${name}: ${key} is empty`] : [];
  });
}

/** `files` is [name, messages] twice; returns one line for each difference, none when in step. */
export function differences([[nameA, a], [nameB, b]]) {
  const found = [...flaws(nameA, a), ...flaws(nameB, b)];
  if (found.length > 0) return found;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (!(key in a)) found.push(`${nameA}: ${key} is missing`);
    else if (!(key in b)) found.push(`${nameB}: ${key} is missing`);
    else {
      const left = placeholders(a[key]).join(' ');
      const right = placeholders(b[key]).join(' ');
      if (left !== right) found.push(`${key}: placeholders differ: "${left}" in ${nameA}, "${right}" in ${nameB}`);
    }
  }
  return found;
}
