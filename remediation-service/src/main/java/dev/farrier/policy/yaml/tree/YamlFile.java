package dev.farrier.policy.yaml.tree;

import dev.farrier.policy.keys.Node;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** One file's text → its documents. What can't be read is a problem, never an exception, whatever the text. */
public final class YamlFile {
    /** Largest file, in characters. */
    public static final int MAX_CHARS = 5_000_000;

    /** Deepest nesting of lists and maps. */
    public static final int MAX_DEPTH = 50;

    /** Most aliases ({@code *name}) in one document. */
    public static final int MAX_ALIASES = 50;

    private YamlFile() {}

    /** The documents before the first syntax error; empty documents are left out. */
    public static List<Node> read(String file, String text, Problems problems) {
        if (text.length() > MAX_CHARS) {
            problems.error(
                    new Location(file, 1, 1),
                    "the file has " + text.length() + " characters, the limit is " + MAX_CHARS + ": split it");
            return List.of();
        }
        String clean = text.startsWith("\uFEFF") ? text.substring(1) : text;
        int replaced = clean.indexOf('\uFFFD');
        if (replaced >= 0) {
            problems.error(
                    placeOf(file, clean, clean.codePointCount(0, replaced)),
                    "this is not UTF-8 text: save the file as UTF-8");
            return List.of();
        }
        return compose(file, clean, problems);
    }

    private static List<Node> compose(String file, String text, Problems problems) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setSchema(new CoreSchema())
                .setCodePointLimit(MAX_CHARS)
                .build();
        List<Node> documents = new ArrayList<>();
        NodeReader reader = new NodeReader(
                new ParserImpl(settings, new StreamReader(settings, text)),
                settings.getSchema().getScalarResolver(),
                file,
                text,
                problems);
        try {
            Node document;
            while ((document = reader.readDocument()) != null) {
                if (!(document instanceof Node.Scalar scalar && scalar.type() == Node.Scalar.ScalarType.NULL)) {
                    documents.add(document);
                }
            }
        } catch (MarkedYamlEngineException e) {
            problems.error(place(file, e.getProblemMark().or(e::getContextMark)), said(e));
        } catch (ReaderException e) {
            problems.error(
                    placeOf(file, text, e.getPosition()),
                    "the character U+%04X may not stand in YAML: remove it, or write it as an escape in double quotes"
                            .formatted(e.getCodePoint()));
        } catch (YamlEngineException e) {
            problems.error(new Location(file, 1, 1), "not readable as YAML: " + e.getMessage());
        }
        return documents;
    }

    private static String said(MarkedYamlEngineException e) {
        String problem = Optional.ofNullable(e.getProblem()).orElse("syntax error");
        if (e instanceof NodeReader.LimitException) {
            return problem;
        }
        if (problem.contains("'\\t(TAB)'")) {
            return "a tab may not indent: use spaces";
        }
        String context = Optional.ofNullable(e.getContext()).orElse("");
        return "not YAML: " + problem + (context.isEmpty() ? "" : " (" + context + ")");
    }

    private static Location place(String file, Optional<Mark> mark) {
        return mark.map(m -> new Location(file, m.getLine() + 1, m.getColumn() + 1))
                .orElse(new Location(file, 1, 1));
    }

    /** @param position in code points */
    private static Location placeOf(String file, String text, int position) {
        int end = text.offsetByCodePoints(0, Math.min(position, text.codePointCount(0, text.length())));
        int lineStart = text.lastIndexOf('\n', end - 1) + 1;
        int line =
                1 + (int) text.chars().limit(lineStart).filter(c -> c == '\n').count();
        return new Location(file, line, text.codePointCount(lineStart, end) + 1);
    }
}
