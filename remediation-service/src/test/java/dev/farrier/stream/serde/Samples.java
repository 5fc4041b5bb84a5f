package dev.farrier.stream.serde;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values of any model type out of a seed: with nulls, empty and unsorted maps, extreme numbers, text of all scripts. */
public final class Samples {
    private static final List<String> TEXTS =
            List.of("", "a", "mb-01", "x=y,z\\", "Pferd", "日本語", "👩‍🚒 up", "line\nline", "\0", "ÿ".repeat(300));

    /** What reflection finds out anew each time when it is asked. */
    private static final ClassValue<RecordType> RECORDS = new ClassValue<>() {
        @Override
        protected RecordType computeValue(Class<?> type) {
            return RecordType.of(type);
        }
    };

    private static final ClassValue<Class<?>[]> PERMITTED = new ClassValue<>() {
        @Override
        protected Class<?>[] computeValue(Class<?> type) {
            return type.getPermittedSubclasses();
        }
    };

    private final Random random;

    public Samples(long seed) {
        random = new Random(seed);
    }

    public <T> T next(Class<T> type) {
        return type.cast(value(type));
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class ? list(generic) : map(generic);
        }
        Class<?> kind = (Class<?>) type;
        if (kind == byte[].class) {
            byte[] bytes = new byte[random.nextInt(5)];
            random.nextBytes(bytes);
            return bytes;
        } else if (kind == String.class) {
            return TEXTS.get(random.nextInt(TEXTS.size()));
        } else if (kind == int.class || kind == Integer.class) {
            return random.nextBoolean() ? random.nextInt(5) : random.nextInt();
        } else if (kind == long.class || kind == Long.class) {
            return random.nextBoolean() ? random.nextLong(5) : random.nextLong();
        } else if (kind == boolean.class) {
            return random.nextBoolean();
        } else if (kind == Double.class) {
            return random.nextBoolean() ? random.nextGaussian() : Double.NaN;
        } else if (kind.isEnum()) {
            Object constants = kind.getEnumConstants();
            return Array.get(constants, random.nextInt(Array.getLength(constants)));
        } else if (kind.isSealed()) {
            Class<?>[] permitted = PERMITTED.get(kind);
            return value(permitted[random.nextInt(permitted.length)]);
        }
        return record(kind);
    }

    private List<Object> list(ParameterizedType type) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(value(type.getActualTypeArguments()[0]));
        }
        return list;
    }

    private TreeMap<String, Object> map(ParameterizedType type) {
        TreeMap<String, Object> map = new TreeMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            map.put((String) value(String.class), value(type.getActualTypeArguments()[1]));
        }
        return map;
    }

    /** Tries until the record's own constructor has nothing against it. */
    private Object record(Class<?> type) {
        RecordType record = RECORDS.get(type);
        while (true) {
            Object[] arguments =
                    record.components().stream().map(this::component).toArray();
            try {
                return record.constructor().newInstance(arguments);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof IllegalArgumentException)) {
                    throw new AssertionError(e);
                }
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    }

    private @Nullable Object component(Component component) {
        return component.nullable() && random.nextBoolean() ? null : value(component.type());
    }

    private record Component(Type type, boolean nullable) {
        static Component of(RecordComponent component) {
            return new Component(
                    component.getGenericType(), component.getAnnotatedType().isAnnotationPresent(Nullable.class));
        }
    }

    private record RecordType(List<Component> components, Constructor<?> constructor) {
        static RecordType of(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
                constructor.setAccessible(true);
                return new RecordType(
                        Arrays.stream(components).map(Component::of).toList(), constructor);
            } catch (NoSuchMethodException e) {
                throw new AssertionError(e);
            }
        }
    }
}
