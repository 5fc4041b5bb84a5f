package dev.farrier.policy.keys;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the value of a key may be.
 *
 * @param name what the reference calls it, such as {@code duration}
 * @param range what the reference says of its bounds, such as {@code at most 30d}; empty: there are none
 * @param hint what to write where the value is missing or empty, such as {@code write a duration such as 30s or 5m}
 * @param standIn what the reader gets after a problem; null: it must ask for a nullable value
 * @param reading reports what is wrong and returns null
 * @param schema the JSON Schema of a value
 * @param toJson a value as the JSON Schema's {@code default}
 */
public record YamlType<T>(
        String name,
        String range,
        String hint,
        @Nullable T standIn,
        Reading<T> reading,
        Function<SchemaWriter, Map<String, Object>> schema,
        Function<T, Object> toJson) {

    /** Reads a value of the type. */
    @FunctionalInterface
    public interface Reading<T> {
        /**
         * @param path for messages, such as {@code spec.detect}
         * @param map where the value stands; knows the problems and the extensions
         */
        @Nullable
        T read(Node node, String path, MapReader map);
    }

    /** The same type where something else is to be written when the value is missing. */
    public YamlType<T> orWrite(String otherHint) {
        return new YamlType<>(name, range, otherHint, standIn, reading, schema, toJson);
    }

    /** The same type, whose JSON Schema stands in the definition of this name. */
    public YamlType<T> named(String definition) {
        return withSchema(writer -> writer.definition(definition, () -> schema.apply(writer)));
    }

    /** The same type with the JSON Schema of another one. */
    public YamlType<T> withSchemaOf(YamlType<?> other) {
        return withSchema(other.schema());
    }

    /** The same type where only one value is allowed, which the reader checks. */
    public YamlType<T> withConstant(T value) {
        return withSchema(writer -> SchemaWriter.of("const", value));
    }

    private YamlType<T> withSchema(Function<SchemaWriter, Map<String, Object>> other) {
        return new YamlType<>(name, range, hint, standIn, reading, other, toJson);
    }

    /** The same type with a narrower JSON Schema. */
    public YamlType<T> withSchema(Map<String, Object> more) {
        return new YamlType<>(
                name, range, hint, standIn, reading, writer -> SchemaWriter.merge(schema.apply(writer), more), toJson);
    }
}
