package dev.farrier.policy.keys;

import dev.farrier.policy.keys.Node.Scalar;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
        NodeReading<T> reading,
        Function<SchemaWriter, Map<String, Object>> schema,
        Function<T, Object> toJson) {

    /** Reads a value of the type. */
    @FunctionalInterface
    public interface NodeReading<T> {
        /**
         * @param path for messages, such as {@code spec.detect}
         * @param map where the value stands; knows the problems and the extensions
         */
        @Nullable
        T read(Node node, String path, MapReader map);
    }

    /** Reads a value that is neither a list nor a map. */
    @FunctionalInterface
    public interface ScalarReading<T> {
        @Nullable
        T read(Scalar scalar, String path, MapReader map);
    }

    /** Without a schema, so anything in the JSON Schema. */
    public static <T> YamlType<T> of(String name, NodeReading<T> reading) {
        return new YamlType<>(name, "", "write a value", null, reading, writer -> Map.of(), value -> value);
    }

    /** Of values that are neither lists nor maps. */
    public static <T> YamlType<T> ofScalar(String name, ScalarReading<T> reading) {
        return of(name, (node, path, map) -> {
            Scalar scalar =
                    MapReader.asScalar(node, path, name.equals("text") ? name : "a single value", map.problems());
            return scalar == null ? null : reading.read(scalar, path, map);
        });
    }

    /** The same type, with another thing to write when the value is missing. */
    public YamlType<T> orWrite(String otherHint) {
        return new YamlType<>(name, range, otherHint, standIn, reading, schema, toJson);
    }

    /** The same type with bounds, which its reading checks. */
    public YamlType<T> within(String otherRange) {
        return new YamlType<>(name, otherRange, hint, standIn, reading, schema, toJson);
    }

    /** The same type with a value for the reader after a problem. */
    public YamlType<T> otherwise(T otherStandIn) {
        return new YamlType<>(name, range, hint, otherStandIn, reading, schema, toJson);
    }

    /** The same type with values changed after they are read. */
    public YamlType<T> mapped(UnaryOperator<T> change) {
        NodeReading<T> changed = (node, path, map) -> {
            T value = reading.read(node, path, map);
            return value == null ? null : change.apply(value);
        };
        return new YamlType<>(name, range, hint, standIn, changed, schema, toJson);
    }

    /** The same type with another way to write a default. */
    public YamlType<T> toJson(Function<T, Object> other) {
        return new YamlType<>(name, range, hint, standIn, reading, schema, other);
    }

    public YamlType<T> schema(Function<SchemaWriter, Map<String, Object>> other) {
        return new YamlType<>(name, range, hint, standIn, reading, other, toJson);
    }

    /** The same type, whose JSON Schema stands in the definition of this name. */
    public YamlType<T> named(String definition) {
        return schema(writer -> writer.definition(definition, () -> schema.apply(writer)));
    }

    /** The same type with the JSON Schema of another one. */
    public YamlType<T> withSchemaOf(YamlType<?> other) {
        return schema(other.schema());
    }

    /** The same type where only one value is allowed, which the reader checks. */
    public YamlType<T> withConstant(T value) {
        return schema(writer -> SchemaWriter.of("const", value));
    }

    /** The same type with more in its JSON Schema. */
    public YamlType<T> withSchema(Map<String, Object> more) {
        return schema(writer -> SchemaWriter.merge(schema.apply(writer), more));
    }
}
