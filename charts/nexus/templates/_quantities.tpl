{{/*
Kubernetes quantities as exact numbers: a number is "<whole> <nano>", two integers in a text.
The grammar and the canonical form are those of the Kubernetes API reference, "Quantity".
*/}}

{{- define "nexus-gitops.quantity.number" -}}
{{- $digits := regexReplaceAll "^0+" . "" | default "0" -}}
{{- if or (gt (len $digits) 19) (and (eq (len $digits) 19) (gt $digits "9223372036854775807")) -}}
{{- fail "a quantity is above 2^63-1, the largest one; lower it" -}}
{{- end -}}
{{- $digits -}}
{{- end -}}

{{- define "nexus-gitops.quantity.parse" -}}
{{- if not (regexMatch "^[+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3}|[KMGTPE]i|[numkMGTPE])?$" .) -}}
{{- fail (printf "%s is no Kubernetes quantity; write one as 500m, 2 or 1Gi" (quote .)) -}}
{{- end -}}
{{- $text := trimPrefix "+" . -}}
{{- $number := regexFind "^[0-9.]+" $text -}}
{{- $suffix := trimPrefix $number $text -}}
{{- $parts := splitList "." $number -}}
{{- $whole := first $parts -}}
{{- $fraction := regexReplaceAll "0+$" (rest $parts | join "") "" -}}
{{- if hasSuffix "i" $suffix -}}
{{- if gt (len $fraction) 15 -}}
{{- fail (printf "%s is finer than a nano, the smallest step; round it" (quote .)) -}}
{{- end -}}
{{- $unit := printf "1%s" (repeat (len $fraction) "0") | int64 -}}
{{- $units := include "nexus-gitops.quantity.number" $whole | int64 -}}
{{- $left := include "nexus-gitops.quantity.number" $fraction | int64 -}}
{{- range until (get (dict "Ki" 1 "Mi" 2 "Gi" 3 "Ti" 4 "Pi" 5 "Ei" 6) $suffix) -}}
{{- if gt $units 9007199254740991 -}}
{{- fail "a quantity is above 2^63-1, the largest one; lower it" -}}
{{- end -}}
{{- $left = mul $left 1024 -}}
{{- $units = add (mul $units 1024) (div $left $unit) -}}
{{- $left = mod $left $unit -}}
{{- end -}}
{{- $nano := $left -}}
{{- if le (len $fraction) 9 -}}
{{- $nano = mul $left (printf "1%s" (repeat (sub 9 (len $fraction) | int) "0") | int64) -}}
{{- else -}}
{{- $finer := printf "1%s" (repeat (sub (len $fraction) 9 | int) "0") | int64 -}}
{{- if ne (mod $left $finer) 0 -}}
{{- fail (printf "%s is finer than a nano, the smallest step; round it" (quote .)) -}}
{{- end -}}
{{- $nano = div $left $finer -}}
{{- end -}}
{{- printf "%d %d" $units $nano -}}
{{- else -}}
{{- $digits := printf "%s%s" $whole $fraction -}}
{{- $power := 0 -}}
{{- if regexMatch "^[eE][+-]?[0-9]" $suffix -}}
{{- $exponent := regexReplaceAll "^[eE][+]?" $suffix "" -}}
{{- $power = regexReplaceAll "^(-?)0+([0-9])" $exponent "${1}${2}" | int -}}
{{- else if $suffix -}}
{{- $power = get (dict "n" -9 "u" -6 "m" -3 "k" 3 "M" 6 "G" 9 "T" 12 "P" 15 "E" 18) $suffix -}}
{{- end -}}
{{- $point := add (len $whole) $power | int -}}
{{- if regexMatch "^0*$" $digits -}}
{{- $digits = "" -}}
{{- $point = 0 -}}
{{- end -}}
{{- $units := "" -}}
{{- $parts := "" -}}
{{- if le $point 0 -}}
{{- $parts = printf "%s%s" (repeat (sub 0 $point | int) "0") $digits -}}
{{- else if ge $point (len $digits) -}}
{{- $units = printf "%s%s" $digits (repeat (sub $point (len $digits) | int) "0") -}}
{{- else -}}
{{- $units = substr 0 $point $digits -}}
{{- $parts = substr $point -1 $digits -}}
{{- end -}}
{{- $parts = regexReplaceAll "0+$" $parts "" -}}
{{- if gt (len $parts) 9 -}}
{{- fail (printf "%s is finer than a nano, the smallest step; round it" (quote .)) -}}
{{- end -}}
{{- $nano := printf "%s%s" $parts (repeat (sub 9 (len $parts) | int) "0") -}}
{{- printf "%s %s" (include "nexus-gitops.quantity.number" $units) (include "nexus-gitops.quantity.number" $nano) -}}
{{- end -}}
{{- end -}}

{{/* The sum of a list of (count, quantity). */}}
{{- define "nexus-gitops.quantity.sum" -}}
{{- $units := int64 0 -}}
{{- $nano := int64 0 -}}
{{- range . -}}
{{- $count := index . 0 | int64 -}}
{{- $parts := include "nexus-gitops.quantity.parse" (index . 1) | splitList " " -}}
{{- $whole := index $parts 0 | int64 -}}
{{- if and (gt $whole 0) (gt $count (div 9223372036854775807 $whole)) -}}
{{- fail "a sum of quantities is above 2^63-1, the largest one; lower them" -}}
{{- end -}}
{{- $nano = add $nano (mul (index $parts 1 | int64) $count) -}}
{{- $units = add $units (mul $whole $count) (div $nano 1000000000) -}}
{{- $nano = mod $nano 1000000000 -}}
{{- if lt $units 0 -}}
{{- fail "a sum of quantities is above 2^63-1, the largest one; lower them" -}}
{{- end -}}
{{- end -}}
{{- printf "%d %d" $units $nano -}}
{{- end -}}

{{- define "nexus-gitops.quantity.binary" -}}
{{- $left := int64 . -}}
{{- $suffix := "" -}}
{{- range list "Ki" "Mi" "Gi" "Ti" "Pi" "Ei" -}}
{{- if eq (mod $left 1024) 0 -}}
{{- $left = div $left 1024 -}}
{{- $suffix = . -}}
{{- end -}}
{{- end -}}
{{- printf "%d%s" $left $suffix -}}
{{- end -}}

{{/* Digits and power of ten, a multiple of three: "<digits> <index of the suffix>". */}}
{{- define "nexus-gitops.quantity.decimal" -}}
{{- $parts := splitList " " . -}}
{{- $digits := regexReplaceAll "^0+" (printf "%s%09d" (index $parts 0) (index $parts 1 | int64)) "" -}}
{{- $zeros := regexFind "(000)+$" $digits -}}
{{- if $digits -}}
{{- printf "%s %d" (trimSuffix $zeros $digits) (div (len $zeros) 3) -}}
{{- else -}}
0 3
{{- end -}}
{{- end -}}

{{- define "nexus-gitops.quantity.plain" -}}
{{- $parts := include "nexus-gitops.quantity.decimal" . | splitList " " -}}
{{- printf "%s%s" (index $parts 0) (index (list "n" "u" "m" "" "k" "M" "G" "T" "P" "E") (index $parts 1 | int)) -}}
{{- end -}}

{{/* The text of a number: binary where it is a whole number of Mi, else decimal. */}}
{{- define "nexus-gitops.quantity.format" -}}
{{- $parts := splitList " " . -}}
{{- $units := index $parts 0 | int64 -}}
{{- if and (gt $units 0) (eq (index $parts 1) "0") (eq (mod $units 1048576) 0) -}}
{{- include "nexus-gitops.quantity.binary" $units -}}
{{- else -}}
{{- include "nexus-gitops.quantity.plain" . -}}
{{- end -}}
{{- end -}}

{{/* A quantity as the API server answers it. */}}
{{- define "nexus-gitops.quantity.canonical" -}}
{{- $number := include "nexus-gitops.quantity.parse" . -}}
{{- $parts := splitList " " $number -}}
{{- if regexMatch "[eE][+-]?[0-9]+$" . -}}
{{- $decimal := include "nexus-gitops.quantity.decimal" $number | splitList " " -}}
{{- $power := sub (mul 3 (index $decimal 1 | int64)) 9 -}}
{{- index $decimal 0 -}}{{- if $power -}}e{{ $power }}{{- end -}}
{{- else if and (hasSuffix "i" .) (eq (index $parts 1) "0") (ge (index $parts 0 | int64) 1024) -}}
{{- include "nexus-gitops.quantity.binary" (index $parts 0 | int64) -}}
{{- else -}}
{{- include "nexus-gitops.quantity.plain" $number -}}
{{- end -}}
{{- end -}}

{{/* "true" where the first of two numbers is greater than the second. */}}
{{- define "nexus-gitops.quantity.greater" -}}
{{- $one := splitList " " (index . 0) -}}
{{- $other := splitList " " (index . 1) -}}
{{- $more := sub (index $one 0 | int64) (index $other 0 | int64) -}}
{{- if or (gt $more 0) (and (eq $more 0) (gt (index $one 1 | int64) (index $other 1 | int64))) -}}
true
{{- end -}}
{{- end -}}
