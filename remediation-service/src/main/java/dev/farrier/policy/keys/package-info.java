/**
 * Declarations of the keys of policy documents. A key is declared once: name, type, range, default and what it means. From the
 * declaration come the reader, the JSON Schema, the reference tables in docs/policies.md and the defaults in {@code farrier
 * policy explain}. Nothing here knows the YAML library.
 *
 * <p>A class declares a map and its keys in static fields, the map first:
 *
 * <pre>{@code
 * static final YamlMap KEYS = YamlMap.of("threshold", "Fires on the event that makes count matches within the window.");
 * static final YamlKey<List<String>> OF = KEYS.optional("of", alternativeNames(), "Alternatives that count.");
 * static final YamlKey<Integer> COUNT = KEYS.required("count", integer(1, 10_000), "How many matches.");
 * static final YamlKey<Duration> WITHIN = KEYS.required("within", positiveDuration(LONGEST), "The length of the window.");
 * }</pre>
 *
 * <p>{@link MapReader} reads a map by its declaration:
 *
 * <pre>{@code
 * int count = map.get(COUNT);                       // the value; else the default; after a problem a stand-in
 * Duration lag = map.get(MAX_LAG, computedDefault); // for a default that depends on other values
 * MapReader retry = map.find(RETRY);                // null when it is absent
 * map.error(COUNT, "all of one alternative is each of it: …"); // what only this reader can know, at the key's value
 * }</pre>
 *
 * <p>Opening the map reports the keys that are not declared, with the nearest name. Reading a key reports a value of the wrong
 * type, out of range or missing: the {@link YamlType} says what to write instead ({@link YamlType#orWrite} says something else).
 * {@link YamlTypes} has the types; a type of one's own is a {@link YamlType} with a reading and a schema. Reading goes on after a
 * problem, so that all are reported at once, and reading a key twice reports once.
 *
 * <p>What holds between keys is checked by the reader, and the map tells the JSON Schema: {@link YamlMap#exactlyOneOf}, {@link
 * YamlMap#dependent}, {@link YamlMap#condition}. {@link YamlMap#refuse} names the keys of a later version.
 *
 * <p>A map to which installed classes add keys is {@link YamlMap#extensible}: see {@link Extension} and {@code
 * dev.farrier.policy.Extensions}.
 */
@NullMarked
package dev.farrier.policy.keys;

import org.jspecify.annotations.NullMarked;
