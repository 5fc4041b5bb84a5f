package dev.farrier.policy.keys;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Declarations → the reference tables of docs/policies.md, between {@code <!-- keys: NAME NAME -->} and {@code <!-- end -->}. */
public final class KeyTable {
    private static final Pattern MARKED =
            Pattern.compile("(<!-- keys: ([\\w. ]+) -->\n)(.*?)(<!-- end -->)", Pattern.DOTALL);

    private KeyTable() {}

    /**
     * The page with its tables written anew.
     *
     * @param maps by name
     */
    public static String update(String page, Map<String, YamlMap> maps, ExtensionRegistry extensions) {
        return MARKED.matcher(page)
                .replaceAll(match ->
                        Matcher.quoteReplacement(match.group(1) + tables(match, maps, extensions) + match.group(4)));
    }

    private static String tables(MatchResult match, Map<String, YamlMap> maps, ExtensionRegistry extensions) {
        StringBuilder text = new StringBuilder();
        for (String name : match.group(2).split(" ")) {
            YamlMap map = maps.get(name);
            if (map == null) {
                throw new IllegalArgumentException("no map of keys is called " + name);
            }
            text.append("\n**")
                    .append(name)
                    .append("**: ")
                    .append(map.description())
                    .append("\n\n");
            text.append("| key | value | default | meaning |\n|---|---|---|---|\n");
            map.keys(extensions).values().forEach(key -> text.append(row(key, extensions)));
        }
        return text.append('\n').toString();
    }

    private static String row(YamlKey<?> key, ExtensionRegistry extensions) {
        Object choices = key.type().schema().apply(new SchemaWriter(extensions)).get("enum");
        String value = choices instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : key.type().name();
        String range = key.type().range().isEmpty() ? "" : ", " + key.type().range();
        String otherwise = key.defaultText().isEmpty() ? "" : "`" + key.defaultText() + "`";
        return "| `" + key.name() + "` | " + cell(value + range) + " | " + (key.required() ? "required" : otherwise)
                + " | " + cell(key.description()) + " |\n";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
