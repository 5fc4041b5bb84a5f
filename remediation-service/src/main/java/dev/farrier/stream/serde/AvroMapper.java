package dev.farrier.stream.serde;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Converts values of one Java type to Avro's generic data and back. Immutable. It is never asked for null, which records
 * handle themselves.
 */
interface AvroMapper {
    Object toAvro(Object value);

    Object fromAvro(Object datum);

    /** Strings, numbers and booleans are the same in both. */
    record SameValue() implements AvroMapper {
        @Override
        public Object toAvro(Object value) {
            return value;
        }

        @Override
        public Object fromAvro(Object datum) {
            return datum;
        }
    }

    record BytesMapper() implements AvroMapper {
        @Override
        public Object toAvro(Object value) {
            return ByteBuffer.wrap((byte[]) value);
        }

        @Override
        public Object fromAvro(Object datum) {
            ByteBuffer from = (ByteBuffer) datum;
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            return bytes;
        }
    }

    record EnumMapper(Map<Object, GenericData.EnumSymbol> symbols, Map<String, Object> constants)
            implements AvroMapper {
        @Override
        public Object toAvro(Object value) {
            return found(symbols.get(value), value);
        }

        @Override
        public Object fromAvro(Object datum) {
            return found(constants.get(datum.toString()), datum);
        }
    }

    record ListMapper(AvroMapper items) implements AvroMapper {
        @Override
        public Object toAvro(Object value) {
            return items instanceof SameValue ? value : map((List<?>) value, items::toAvro);
        }

        @Override
        public Object fromAvro(Object datum) {
            return items instanceof SameValue
                    ? List.copyOf((List<?>) datum)
                    : Collections.unmodifiableList(map((List<?>) datum, items::fromAvro));
        }

        private static List<Object> map(List<?> from, Function<Object, Object> each) {
            List<Object> to = new ArrayList<>(from.size());
            for (Object item : from) {
                to.add(each.apply(item));
            }
            return to;
        }
    }

    /** Entries are written in the natural order of their keys, so that equal maps give equal bytes. */
    record MapMapper(AvroMapper values) implements AvroMapper {
        @Override
        public Object toAvro(Object value) {
            SortedMap<?, ?> map = (SortedMap<?, ?>) value;
            return values instanceof SameValue && map.comparator() == null ? map : map(map, values::toAvro);
        }

        @Override
        public Object fromAvro(Object datum) {
            return Collections.unmodifiableSortedMap(map((Map<?, ?>) datum, values::fromAvro));
        }

        private static SortedMap<String, Object> map(Map<?, ?> from, Function<Object, Object> each) {
            SortedMap<String, Object> to = new TreeMap<>();
            from.forEach((key, value) -> to.put((String) key, each.apply(value)));
            return to;
        }
    }

    record RecordMapper(Schema schema, RecordShape shape, List<AvroMapper> components) implements AvroMapper {
        @Override
        public Object toAvro(Object value) {
            GenericData.Record datum = new GenericData.Record(schema);
            for (int i = 0; i < components.size(); i++) {
                Object component = shape.get(value, i);
                datum.put(i, component == null ? null : components.get(i).toAvro(component));
            }
            return datum;
        }

        @Override
        public Object fromAvro(Object datum) {
            GenericRecord from = (GenericRecord) datum;
            @Nullable Object[] arguments = new @Nullable Object[components.size()];
            for (int i = 0; i < arguments.length; i++) {
                Object field = from.get(i);
                arguments[i] = field == null ? null : components.get(i).fromAvro(field);
            }
            return shape.create(arguments);
        }
    }

    /** A sealed interface: its records are the branches. */
    record UnionMapper(Map<Class<?>, AvroMapper> byClass, Map<String, AvroMapper> byName) implements AvroMapper {
        @Override
        public Object toAvro(Object value) {
            return found(byClass.get(value.getClass()), value).toAvro(value);
        }

        @Override
        public Object fromAvro(Object datum) {
            return found(byName.get(((GenericRecord) datum).getSchema().getName()), datum)
                    .fromAvro(datum);
        }
    }

    /** A union cannot stand alone at the top of a message, so it is the one field of a record. */
    record MessageMapper(Schema schema, AvroMapper union) implements AvroMapper {
        @Override
        public Object toAvro(Object value) {
            GenericData.Record datum = new GenericData.Record(schema);
            datum.put(0, union.toAvro(value));
            return datum;
        }

        @Override
        public Object fromAvro(Object datum) {
            return union.fromAvro(((GenericRecord) datum).get(0));
        }
    }

    private static <T> T found(@Nullable T known, Object asked) {
        if (known == null) {
            throw new IllegalArgumentException("unknown value " + asked);
        }
        return known;
    }
}
