package dev.farrier.stream.serde;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/**
 * Builds the mapper of a Java type and its schema. The two must agree: each component has its field and each field its
 * component, in the same order. All differences are reported at once.
 */
final class AvroMapperBuilder {
    /** A record or component may be renamed in Java: its Avro name is part of the schema's fingerprint and stays. */
    static final String JAVA_NAME = "java-name";

    private static final AvroMapper PLAIN = new AvroMapper.SameValue();
    private static final Map<Type, Schema.Type> PLAIN_TYPES = Map.of(
            String.class, Schema.Type.STRING,
            int.class, Schema.Type.INT,
            Integer.class, Schema.Type.INT,
            long.class, Schema.Type.LONG,
            Long.class, Schema.Type.LONG,
            double.class, Schema.Type.DOUBLE,
            Double.class, Schema.Type.DOUBLE,
            boolean.class, Schema.Type.BOOLEAN,
            Boolean.class, Schema.Type.BOOLEAN);

    private final List<String> problems = new ArrayList<>();

    private AvroMapperBuilder() {}

    /** @throws IllegalArgumentException naming every component and field that do not agree */
    static AvroMapper build(Class<?> type, Schema schema) {
        AvroMapperBuilder builder = new AvroMapperBuilder();
        String at = type.getSimpleName();
        AvroMapper mapper = type.isRecord() ? builder.record(type, schema, at) : builder.wrapped(type, schema, at);
        if (!builder.problems.isEmpty()) {
            throw new IllegalArgumentException(
                    type.getName() + " and its schema do not agree:\n  " + String.join("\n  ", builder.problems));
        }
        return mapper;
    }

    private AvroMapper wrapped(Class<?> type, Schema schema, String at) {
        boolean wrapper = schema.getType() == Schema.Type.RECORD
                && javaName(schema).equals(type.getSimpleName())
                && schema.getFields().size() == 1
                && schema.getFields().getFirst().name().equals("value");
        if (!wrapper) {
            return problem(at, "the schema must be a record of this name with the one field 'value'");
        }
        return new AvroMapper.MessageMapper(
                schema, mapper(type, schema.getFields().getFirst().schema(), at));
    }

    private AvroMapper mapper(Type type, Schema schema, String at) {
        if (PLAIN_TYPES.get(type) instanceof Schema.Type plain) {
            return schema.getType() == plain ? PLAIN : differ(at, type, schema);
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class && schema.getType() == Schema.Type.ARRAY) {
                return new AvroMapper.ListMapper(mapper(arguments[0], schema.getElementType(), at + "[]"));
            }
            if (generic.getRawType() == SortedMap.class
                    && arguments[0] == String.class
                    && schema.getType() == Schema.Type.MAP) {
                return new AvroMapper.MapMapper(mapper(arguments[1], schema.getValueType(), at + "{}"));
            }
        } else if (type instanceof Class<?> kind) {
            if (kind == byte[].class && schema.getType() == Schema.Type.BYTES) {
                return new AvroMapper.BytesMapper();
            }
            if (kind.isEnum() && schema.getType() == Schema.Type.ENUM) {
                return ofEnum(kind, schema, at);
            }
            if (kind.isRecord() && schema.getType() == Schema.Type.RECORD) {
                return record(kind, schema, at);
            }
            if (kind.isSealed() && schema.getType() == Schema.Type.UNION) {
                return union(kind, schema, at);
            }
        }
        return differ(at, type, schema);
    }

    private AvroMapper record(Class<?> type, Schema schema, String at) {
        sameName(type, schema, at);
        RecordShape shape = RecordShape.of(type);
        List<String> fields =
                schema.getFields().stream().map(AvroMapperBuilder::javaName).toList();
        shape.names().stream()
                .filter(name -> !fields.contains(name))
                .forEach(name -> problem(at + "." + name, "the schema has no such field"));
        fields.stream()
                .filter(name -> !shape.names().contains(name))
                .forEach(name -> problem(at + "." + name, "the record has no such component"));
        if (!shape.names().equals(fields)) {
            return problem(at, "components " + shape.names() + ", fields " + fields);
        }
        List<AvroMapper> mappers = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            mappers.add(component(
                    shape.components().get(i), schema.getFields().get(i).schema(), at + "." + fields.get(i)));
        }
        return new AvroMapper.RecordMapper(schema, shape, List.copyOf(mappers));
    }

    private AvroMapper component(RecordComponent component, Schema schema, String at) {
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        if (nullable != schema.isNullable()) {
            return problem(
                    at, nullable ? "@Nullable, but the schema has no null" : "the schema has null: not @Nullable");
        }
        return mapper(component.getGenericType(), nullable ? withoutNull(schema) : schema, at);
    }

    private static Schema withoutNull(Schema union) {
        List<Schema> branches = union.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .toList();
        return branches.size() == 1 ? branches.getFirst() : Schema.createUnion(branches);
    }

    private AvroMapper ofEnum(Class<?> type, Schema schema, String at) {
        sameName(type, schema, at);
        Map<Object, GenericData.EnumSymbol> symbols = new HashMap<>();
        Map<String, Object> constants = new HashMap<>();
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            symbols.put(constant, new GenericData.EnumSymbol(schema, name));
            constants.put(name, constant);
        }
        sameNames(constants.keySet(), schema.getEnumSymbols(), "constants", "symbols", at);
        return new AvroMapper.EnumMapper(Map.copyOf(symbols), Map.copyOf(constants));
    }

    private AvroMapper union(Class<?> sealed, Schema schema, String at) {
        Map<String, Class<?>> leaves = new LinkedHashMap<>();
        leaves(sealed, leaves, at);
        Map<String, Schema> branches =
                schema.getTypes().stream().collect(Collectors.toMap(AvroMapperBuilder::javaName, Function.identity()));
        sameNames(leaves.keySet(), branches.keySet(), "records", "branches", at);
        Map<Class<?>, AvroMapper> byClass = new HashMap<>();
        Map<String, AvroMapper> byName = new HashMap<>();
        leaves.forEach((name, leaf) -> {
            Schema branch = branches.get(name);
            if (branch != null) {
                AvroMapper mapper = mapper(leaf, branch, name);
                byClass.put(leaf, mapper);
                byName.put(branch.getName(), mapper);
            }
        });
        return new AvroMapper.UnionMapper(Map.copyOf(byClass), Map.copyOf(byName));
    }

    /** The records below a sealed interface, through sealed interfaces below it. */
    private void leaves(Class<?> sealed, Map<String, Class<?>> into, String at) {
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                leaves(permitted, into, at);
            } else if (!permitted.isRecord()) {
                problem(at, permitted.getName() + " is not a record");
            } else if (into.put(permitted.getSimpleName(), permitted) != null) {
                problem(at, "two records are called " + permitted.getSimpleName());
            }
        }
    }

    private void sameName(Class<?> type, Schema schema, String at) {
        if (!type.getSimpleName().equals(javaName(schema))) {
            problem(at, "is " + type.getSimpleName() + ", but " + javaName(schema) + " in the schema");
        }
    }

    /** Name of the record or enum that this schema describes: the property {@value #JAVA_NAME}, else the schema's name. */
    private static String javaName(Schema schema) {
        String name = schema.getProp(JAVA_NAME);
        return name == null ? schema.getName() : name;
    }

    private static String javaName(Schema.Field field) {
        String name = field.getProp(JAVA_NAME);
        return name == null ? field.name() : name;
    }

    private void sameNames(
            Iterable<String> java, Iterable<String> avro, String javaNames, String avroNames, String at) {
        TreeSet<String> left = new TreeSet<>();
        java.forEach(left::add);
        TreeSet<String> right = new TreeSet<>();
        avro.forEach(right::add);
        TreeSet<String> onlyLeft = new TreeSet<>(left);
        onlyLeft.removeAll(right);
        right.removeAll(left);
        if (!onlyLeft.isEmpty() || !right.isEmpty()) {
            problem(at, javaNames + " without schema: " + onlyLeft + ", " + avroNames + " without Java: " + right);
        }
    }

    private AvroMapper differ(String at, Type type, Schema schema) {
        return problem(at, "is " + type.getTypeName() + ", but " + schema.getType() + " in the schema");
    }

    /** Goes on after a problem, to find the others. */
    private AvroMapper problem(String at, String what) {
        problems.add(at + ": " + what);
        return PLAIN;
    }
}
