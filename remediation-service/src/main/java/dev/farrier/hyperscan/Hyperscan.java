package dev.farrier.hyperscan;

import com.gliwka.hyperscan.jni.hs_compile_error_t;
import com.gliwka.hyperscan.jni.hs_database_t;
import com.gliwka.hyperscan.jni.hs_expr_info_t;
import com.gliwka.hyperscan.jni.hyperscan;
import dev.farrier.match.PatternEngine;
import dev.farrier.match.PatternSet;
import dev.farrier.match.TextPattern;
import dev.farrier.match.TextTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Hyperscan 5.4 (intel.github.io/hyperscan). Gives the same answers as {@link PatternEngine#PORTABLE}: patterns that the
 * two read differently are left to RE2/J.
 */
public final class Hyperscan implements PatternEngine {
    /** Patterns that Hyperscan may refuse although it accepts their syntax: each costs a compilation of all the others. */
    private static final int MAX_REFUSALS = 10;

    private static final int FLAGS =
            hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_ALLOWEMPTY;

    static {
        // What the bindings hold natively is given back by close(). Left to themselves they count the whole process'
        // memory, RocksDB's too, against the heap's limit, and refuse to allocate beyond it.
        for (String limit : List.of("maxbytes", "maxphysicalbytes")) {
            defaultProperty("org.bytedeco.javacpp." + limit, "0");
        }
        defaultProperty("org.bytedeco.javacpp.nopointergc", "true");
    }

    private Hyperscan() {}

    private static void defaultProperty(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    /**
     * What there is on this machine.
     *
     * @param problem for people: why it is not Hyperscan; empty when it is
     */
    public record EngineChoice(PatternEngine engine, String problem) {}

    /** Hyperscan where there is a library for this machine and it can be loaded, else the portable engine. Never throws. */
    public static EngineChoice choose() {
        try {
            Loader.load(hyperscan.class);
            if (hyperscan.hs_valid_platform() != hyperscan.HS_SUCCESS) {
                return new EngineChoice(PORTABLE, "this processor lacks SSSE3");
            }
            return new EngineChoice(new Hyperscan(), "");
        } catch (LinkageError | RuntimeException e) {
            return new EngineChoice(PORTABLE, "its library can't be loaded: " + e.getMessage());
        }
    }

    @Override
    public PatternSet compile(List<TextPattern> patterns) {
        TextTest[] tests = patterns.stream().map(TextTest::of).toArray(TextTest[]::new);
        HyperscanExpression[] expressions = new HyperscanExpression[tests.length];
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < tests.length; i++) {
            expressions[i] = HyperscanExpression.of(patterns.get(i))
                    .filter(Hyperscan::accepts)
                    .orElse(null);
            if (expressions[i] != null) {
                ids.add(i);
            }
        }
        for (int refusals = 0; refusals <= MAX_REFUSALS && !ids.isEmpty(); refusals++) {
            Compiled compiled = compile(expressions, ids);
            if (compiled.database != null) {
                return new HyperscanSet(compiled.database, tests, expressions);
            }
            if (compiled.refused < 0 || compiled.refused >= ids.size()) {
                break; // all of them together are too much
            }
            expressions[ids.remove(compiled.refused)] = null;
        }
        return PORTABLE.compile(patterns);
    }

    /** Whether Hyperscan takes it: asked of each alone, since a refusal in a compilation of all would have all compiled again. */
    private static boolean accepts(HyperscanExpression expression) {
        try (BytePointer text = new BytePointer(expression.text(), StandardCharsets.UTF_8);
                PointerPointer<hs_expr_info_t> info = new PointerPointer<>(1);
                PointerPointer<hs_compile_error_t> error = new PointerPointer<>(1)) {
            if (hyperscan.hs_expression_info(text, FLAGS, info, error) == hyperscan.HS_SUCCESS) {
                Pointer.free(info.get());
                return true;
            }
            hs_compile_error_t problem = error.get(hs_compile_error_t.class);
            if (problem != null) {
                hyperscan.hs_free_compile_error(problem);
            }
            return false;
        }
    }

    /** @param refused which of the ids, when there is no database; -1: none in particular */
    private record Compiled(@Nullable hs_database_t database, int refused) {}

    private static Compiled compile(@Nullable HyperscanExpression[] expressions, List<Integer> ids) {
        int count = ids.size();
        BytePointer[] texts = ids.stream()
                .map(id -> new BytePointer(text(expressions[id]), StandardCharsets.UTF_8))
                .toArray(BytePointer[]::new);
        try (PointerPointer<BytePointer> pointers = new PointerPointer<>(texts);
                IntPointer flags =
                        new IntPointer(ids.stream().mapToInt(id -> FLAGS).toArray());
                IntPointer numbers =
                        new IntPointer(ids.stream().mapToInt(Integer::intValue).toArray());
                PointerPointer<hs_database_t> database = new PointerPointer<>(1);
                PointerPointer<hs_compile_error_t> error = new PointerPointer<>(1)) {
            int result = hyperscan.hs_compile_multi(
                    pointers, flags, numbers, count, hyperscan.HS_MODE_BLOCK, null, database, error);
            if (result == hyperscan.HS_SUCCESS) {
                return new Compiled(database.get(hs_database_t.class), -1);
            }
            hs_compile_error_t problem = error.get(hs_compile_error_t.class);
            int refused = problem == null ? -1 : problem.expression();
            if (problem != null) {
                hyperscan.hs_free_compile_error(problem);
            }
            return new Compiled(null, refused);
        } finally {
            for (BytePointer text : texts) {
                text.deallocate();
            }
        }
    }

    private static String text(@Nullable HyperscanExpression expression) {
        return expression == null ? "" : expression.text();
    }
}
